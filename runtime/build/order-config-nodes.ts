/** What ordering needs to know of a node. */
export interface Orderable {
  id: string
  /** Ids of the nodes that must be there first. */
  needs: readonly string[]
}

/**
 * Orders nodes so that each comes after those it needs; ties keep flow-file order. A node that needs itself is no
 * cycle: a text field may equal the node's id by chance.
 *
 * @returns the nodes in order, and the cycles found, each as the ids along it
 */
export function orderConfigNodes<Node extends Orderable>(
  nodes: readonly Node[],
): { ordered: Node[]; cycles: string[][] } {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const ordered: Node[] = []
  const cycles: string[][] = []
  const done = new Set<string>()
  const path: string[] = []

  const visit = (node: Node): void => {
    if (done.has(node.id)) return
    const at = path.indexOf(node.id)
    if (at >= 0) {
      cycles.push(path.slice(at))
      return
    }
    path.push(node.id)
    for (const id of node.needs) {
      const needed = id === node.id ? undefined : byId.get(id)
      if (needed !== undefined) visit(needed)
    }
    path.pop()
    if (done.has(node.id)) return
    done.add(node.id)
    ordered.push(node)
  }
  for (const node of nodes) visit(node)
  return { ordered, cycles }
}
