import { EventEmitter } from 'node:events'
import type { NodeLink } from './node-link.js'
import { setLink } from './node-link.js'
import type { RedNode } from './red-node.js'

/** Makes an object a node: its identity, its place in the flow, its wires. */
export function initialiseNode(
  node: RedNode,
  entry: Readonly<Record<string, unknown>>,
  parts: Pick<NodeLink, 'environment' | 'running' | 'plan' | 'slot'>,
): void {
  Reflect.apply(EventEmitter as unknown as () => void, node, [])
  setLink(node, parts)
  const { plan, environment } = parts
  Object.assign(node, { id: entry.id, type: entry.type, z: entry.z, g: entry.g })
  if (entry.name) node.name = String(entry.name)
  if (typeof entry._alias === 'string') node._alias = entry._alias
  const view = plan === undefined ? entry._flow : environment?.viewOf(plan)
  const path = plan === undefined ? entry._path : `${plan.flow.path}/${plan.alias}`
  hide(node, '_flow', view)
  hide(node, '_path', path)
  hide(node, '_closeCallbacks', [])
  hide(node, '_context', undefined)
  node.wires = (entry.wires as string[][] | undefined) ?? []
}

/** Can be written, since packages assign the whole entry to the node. */
function hide(node: object, name: string, value: unknown): void {
  Object.defineProperty(node, name, { value, writable: true, configurable: true })
}
