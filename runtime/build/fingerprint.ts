import type { NodePlan } from './graph.js'

/** What does not change how a node runs: its place and look, and its wires, which a deploy replaces alone. */
const ignored = new Set([
  'x',
  'y',
  'w',
  'h',
  'l',
  'wires',
  'inputLabels',
  'outputLabels',
  'icon',
  'info',
  'nodes',
  'style',
])

/**
 * Sets each plan's fingerprint where it has none yet: its own entry, its secrets, the variables it can see, and the fingerprints of the
 * config nodes that it refers to, since a node must start again when those do. Plans must be in the order of starting.
 */
export function fingerprintPlans(plans: readonly NodePlan[], byId: ReadonlyMap<string, NodePlan>): void {
  for (const plan of plans) {
    if (plan.fingerprint !== '') continue
    const own = Object.entries(plan.raw).filter(([key]) => !ignored.has(key))
    const needed = [...plan.references.values()].map((id) => byId.get(id)?.fingerprint)
    const scope = (plan.group ?? plan.flow).fingerprint
    plan.fingerprint = JSON.stringify([
      plan.flow.id,
      plan.group?.id,
      own,
      plan.wires.length,
      plan.credentials,
      scope,
      needed,
    ])
  }
}
