import type { SubflowModule } from '../define-node.js'
import type { Definition } from '../load/flow-file.js'
import { toDefinition } from '../load/to-definition.js'
import type { EnvironmentEntry } from './environment.js'
import type { Template } from './expand-subflow.js'
import { entriesOf, type FlowParts, sortParts } from './flow-parts.js'
import type { ExpandedNode } from './graph.js'

/**
 * What an instance of a subflow that a module brings is made from. Its nodes stand in no file: messages about them
 * name the place of the instance.
 *
 * @param around the parts of the flow that the instance is in; ids of the subflow's nodes are made known there
 */
export function templateOfModule(module: SubflowModule, instance: ExpandedNode, around: FlowParts): Template {
  const [subflow, ...nodes] = [module.definition, ...module.nodes].flatMap(
    (entry) => toDefinition(entry, instance.definition) ?? [],
  ) as [Definition, ...Definition[]]
  const inside = nodes.map((node) => (node.z === '' ? { ...node, z: subflow.id } : node))
  for (const node of inside) if (!around.ids.has(node.id)) around.ids.set(node.id, node)
  return { subflow, parts: sortParts([subflow, ...inside]), entries: entriesOfFields(subflow, instance.raw) }
}

/**
 * The variables that an instance sets: they are fields of its entry, a text, number or boolean as itself, and any
 * other type as `{ type, value }`.
 */
function entriesOfFields(subflow: Definition, raw: Readonly<Record<string, unknown>>): EnvironmentEntry[] {
  return entriesOf(subflow.raw).flatMap((entry) => {
    if (!Object.hasOwn(raw, entry.name)) return []
    const value = raw[entry.name]
    if (typeof value !== 'object' || value === null) return [{ ...entry, value }]
    const { type = entry.type, value: inner } = value as Partial<EnvironmentEntry>
    return [{ name: entry.name, type, value: inner }]
  })
}
