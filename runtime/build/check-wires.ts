import type { FlowParts } from './flow-parts.js'
import type { ExpandedNode, NodePlan } from './graph.js'
import type { ProblemList } from './problem-list.js'

/**
 * Reports wires to ids that no node of the file has, then takes those to disabled nodes and to nodes with errors
 * away: a disabled node is like none.
 */
export function checkWires(
  nodes: readonly ExpandedNode[],
  byId: ReadonlyMap<string, NodePlan>,
  parts: FlowParts,
  problems: ProblemList,
): void {
  for (const { definition } of nodes) {
    definition.wires.forEach((targets, output) => {
      for (const target of targets) {
        if (parts.ids.has(target)) continue
        const message = `Output ${output + 1} is wired to "${target}", which no node has as its id.`
        problems.error(definition, 'WIRE_TO_NOWHERE', message, 'Remove the wire, or bring the node back.')
      }
    })
  }
  for (const plan of byId.values()) {
    if (plan.wires.flat().every((target) => byId.has(target))) continue
    plan.wires = plan.wires.map((targets) => targets.filter((target) => byId.has(target)))
  }
}
