import type { FlowParts } from './flow-parts.js'
import type { NodePlan } from './graph.js'
import type { ProblemList } from './problem-list.js'

/** Reports references to config nodes that are not there, are disabled, or are of another type. */
export function checkReferences(
  plans: readonly NodePlan[],
  byId: ReadonlyMap<string, NodePlan>,
  parts: FlowParts,
  problems: ProblemList,
): void {
  for (const plan of plans) {
    for (const [property, id] of plan.references) {
      const wanted = configNodeType(plan, property)
      const found = byId.get(id)
      if (found === undefined) reportMissing(plan, property, id, wanted, parts, problems)
      else if (wanted !== undefined && found.type !== wanted) {
        const message = `"${property}" refers to ${id}, which is of type "${found.type}", not "${wanted}".`
        problems.error(plan.definition, 'WRONG_CONFIG_NODE', message, `Choose a node of type "${wanted}".`)
      }
    }
  }
}

function reportMissing(
  plan: NodePlan,
  property: string,
  id: string,
  wanted: string | undefined,
  parts: FlowParts,
  problems: ProblemList,
): void {
  const entry = parts.ids.get(id)
  const remedy = `Bring the ${wanted ?? 'config'} node back, or choose another.`
  if (entry === undefined) {
    const message = `"${property}" refers to the config node "${id}", which is not in the flow.`
    problems.error(plan.definition, 'MISSING_CONFIG_NODE', message, remedy)
  } else if (entry.disabled) {
    const message = `"${property}" refers to the config node "${id}", which is disabled.`
    problems.error(plan.definition, 'MISSING_CONFIG_NODE', message, `Enable it, or disable this node too.`)
  } else if (wanted !== undefined && entry.type !== wanted) {
    const message = `"${property}" refers to ${id}, which is of type "${entry.type}", not "${wanted}".`
    problems.error(plan.definition, 'WRONG_CONFIG_NODE', message, `Choose a node of type "${wanted}".`)
  }
  // Otherwise the config node is there with an error of its own, which is reported at its own place.
}

function configNodeType(plan: NodePlan, property: string): string | undefined {
  const schema = plan.nodeType.config.properties[property] as { configNode?: unknown } | undefined
  return typeof schema?.configNode === 'string' ? schema.configNode : undefined
}
