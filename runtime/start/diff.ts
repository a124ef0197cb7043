import type { Graph, NodePlan } from '../build/graph.js'

/** How much a deploy restarts: everything, the flows in which something differs, or the nodes that differ. */
export type DeployKind = 'full' | 'flows' | 'nodes'

export interface Difference {
  /** Running nodes that stop; those with a successor start again as it. */
  stop: NodePlan[]
  /** Nodes to start, in the order of starting. */
  start: NodePlan[]
}

/** What a deploy has to stop and start. Wires are not looked at: they are replaced for every node. */
export function diffGraphs(running: Graph, next: Graph, kind: DeployKind): Difference {
  const differs = (plan: NodePlan) =>
    running.byId.get(plan.id)?.fingerprint !== next.byId.get(plan.id)?.fingerprint
  const changedFlows = new Set([...running.plans, ...next.plans].filter(differs).map((plan) => plan.flow.id))
  const isAffected = (plan: NodePlan) =>
    kind === 'full' || differs(plan) || (kind === 'flows' && changedFlows.has(plan.flow.id))
  return { stop: running.plans.filter(isAffected), start: next.plans.filter(isAffected) }
}
