import type { NodePlan } from '../build/graph.js'
import { cloneValue } from '../message/clone.js'
import type { RedEnvironment } from './environment.js'

/** What a constructor gets: the entry of the flow, with environment variables put in, and the node's place. */
export function entryOfPlan(plan: NodePlan, environment: RedEnvironment): Record<string, unknown> {
  const entry = cloneValue(plan.raw)
  entry.id = plan.id
  entry.type = plan.type
  entry.z = plan.flow.id === '' ? undefined : plan.flow.id
  if (entry.z === undefined) delete entry.z
  if (plan.group !== undefined) entry.g = plan.group.id
  if (plan.alias !== plan.id) entry._alias = plan.alias
  entry.wires = plan.wires.map((ids) => [...ids])
  // Not to be seen by who copies or prints the entry.
  Object.defineProperties(entry, {
    _flow: { value: environment.viewOf(plan), writable: true, configurable: true },
    _path: { value: `${plan.flow.path}/${plan.alias}`, writable: true, configurable: true },
  })
  return entry
}
