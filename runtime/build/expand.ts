import type { SubflowModule } from '../define-node.js'
import type { Definition } from '../load/flow-file.js'
import { type Environment, type EnvironmentEntry, ScopedEnvironment } from './environment.js'
import { evaluateEntries } from './environment-entries.js'
import { createSubflowExpander, isInstance } from './expand-subflow.js'
import { entriesOf, type FlowParts, sortParts } from './flow-parts.js'
import type { ExpandedNode, FlowScope, GroupScope } from './graph.js'

/** What expanding needs from outside, and where it reports. */
export interface ExpandOptions {
  process: Environment
  /** Secrets of a node, tab or subflow instance by its id in the file. */
  credentialsOf(definition: Definition): Readonly<Record<string, unknown>>
  /** The subflow that a node type is, where a module brings it as one. */
  subflowOf(type: string): SubflowModule | undefined
  onEntryError(definition: Definition, entry: EnvironmentEntry, error: unknown): void
  onSubflowCycle(definition: Definition, names: readonly string[]): void
  onUnknownSubflow(definition: Definition): void
}

/** Work shared by the steps of one expansion. */
export interface Expansion extends ExpandOptions {
  parts: FlowParts
  nodes: ExpandedNode[]
  /** Evaluations of `env` lists, parents before children: they may be asynchronous (JSONata). */
  evaluations: Array<() => Promise<void>>
}

export interface Expanded {
  nodes: ExpandedNode[]
  flows: FlowScope[]
  parts: FlowParts
}

/**
 * Turns a flow file's entries into the nodes that run: those of enabled tabs, with each subflow instance replaced by
 * its nodes, and with the scopes that environment variables, context and events go by. Nodes whose `z` names no tab
 * run in a tab of that id.
 */
export async function expandFlow(
  definitions: readonly Definition[],
  options: ExpandOptions,
): Promise<Expanded> {
  const expansion: Expansion = { ...options, parts: sortParts(definitions), nodes: [], evaluations: [] }
  const flows = createFlows(expansion)
  const expandSubflow = createSubflowExpander(expansion)
  for (const flow of flows) {
    for (const definition of expansion.parts.nodes.get(flow.id) ?? []) {
      if (definition.disabled) continue
      const node = expandNode(definition, flow)
      if (isInstance(definition.type, expansion)) expandSubflow(node, flow)
      else expansion.nodes.push(node)
    }
  }
  for (const evaluate of expansion.evaluations) await evaluate()
  return { nodes: expansion.nodes, flows, parts: expansion.parts }
}

function createFlows(expansion: Expansion): FlowScope[] {
  const { parts } = expansion
  const globals = parts.globalEntries.map(({ definition, entries }) => [
    entries,
    expansion.credentialsOf(definition),
  ])
  const rootFingerprint = fingerprintScope('', globals)
  const root = createFlow(
    { id: '', kind: 'global', label: '', path: 'global', fingerprint: rootFingerprint },
    expansion.process,
  )
  for (const { definition, entries } of parts.globalEntries) {
    const credentials = globalCredentials(expansion.credentialsOf(definition))
    scheduleEvaluation(expansion, definition, root.environment, entries, credentials)
  }
  const flows = [root]
  for (const tab of parts.tabs) {
    if (tab.disabled || tab.raw.disabled === true) continue
    const label = String(tab.raw.label ?? '')
    const credentials = expansion.credentialsOf(tab)
    const fingerprint = fingerprintScope(rootFingerprint, [label, entriesOf(tab.raw), credentials])
    const identity = { id: tab.id, kind: 'tab', label, path: tab.id, fingerprint } as const
    const flow = createFlow(identity, root.environment)
    scheduleEvaluation(expansion, tab, flow.environment, entriesOf(tab.raw), credentials)
    flows.push(flow)
  }
  for (const z of parts.nodes.keys()) {
    if (z === '' || parts.ids.get(z)?.type === 'tab' || parts.subflows.has(z)) continue
    const identity = { id: z, kind: 'tab', label: '', path: z, fingerprint: rootFingerprint } as const
    flows.push(createFlow(identity, root.environment))
  }
  // Variables of a group may refer to those of its tab, so groups come last.
  for (const flow of flows) addGroups(expansion, flow, flow.id, (id) => id)
  return flows
}

function createFlow(
  identity: Pick<FlowScope, 'id' | 'kind' | 'label' | 'path' | 'fingerprint'>,
  parent: Environment,
): FlowScope {
  const fixed = identity.kind === 'tab' ? { NR_FLOW_ID: identity.id, NR_FLOW_NAME: identity.label } : {}
  return {
    ...identity,
    environment: new ScopedEnvironment(parent, fixed),
    groups: new Map(),
    hasStatusOutput: false,
  }
}

/**
 * Adds the groups of a tab or subflow definition to a flow.
 *
 * @param containerId the `z` of the groups' entries
 * @param renameId from an id in the file to that in this flow
 */
export function addGroups(
  expansion: Expansion,
  flow: FlowScope,
  containerId: string,
  renameId: (id: string) => string,
): void {
  const definitions = expansion.parts.groups.filter((group) => group.z === containerId)
  const byId = new Map(definitions.map((group) => [group.id, group]))
  const add = (definition: Definition): GroupScope => {
    const id = renameId(definition.id)
    const known = flow.groups.get(id)
    if (known !== undefined) return known
    const around =
      definition.g === undefined || definition.g === definition.id ? undefined : byId.get(definition.g)
    if (around !== undefined) byId.delete(definition.id)
    const parent = around === undefined ? undefined : add(around)
    const fixed = { NR_GROUP_ID: id, NR_GROUP_NAME: String(definition.raw.name ?? '') }
    const environment = new ScopedEnvironment((parent ?? flow).environment, fixed)
    const credentials = expansion.credentialsOf(definition)
    const own = [fixed.NR_GROUP_NAME, entriesOf(definition.raw), credentials]
    const fingerprint = fingerprintScope((parent ?? flow).fingerprint, own)
    const group: GroupScope = { id, environment, fingerprint, ...(parent === undefined ? {} : { parent }) }
    flow.groups.set(id, group)
    scheduleEvaluation(expansion, definition, environment, entriesOf(definition.raw), credentials)
    return group
  }
  for (const definition of definitions) add(definition)
}

export function scheduleEvaluation(
  expansion: Expansion,
  definition: Definition,
  environment: ScopedEnvironment,
  entries: readonly EnvironmentEntry[],
  credentials: Readonly<Record<string, unknown>>,
): void {
  if (entries.length === 0) return
  expansion.evaluations.push(() =>
    evaluateEntries(environment, entries, credentials, (entry, error) =>
      expansion.onEntryError(definition, entry, error),
    ),
  )
}

/** What the variables of a scope depend on, as a text: a deploy restarts the nodes of a scope where it differs. */
export function fingerprintScope(parent: string, own: readonly unknown[]): string {
  return JSON.stringify([parent, own])
}

/** A node as it stands in a tab. */
function expandNode(definition: Definition, flow: FlowScope): ExpandedNode {
  const group = definition.g === undefined ? undefined : flow.groups.get(definition.g)
  return {
    id: definition.id,
    alias: definition.id,
    type: definition.type,
    name: definition.name,
    definition,
    raw: definition.raw,
    wires: definition.wires,
    flow,
    environment: nodeEnvironment(
      definition.id,
      definition.name,
      `${flow.path}/${definition.id}`,
      (group ?? flow).environment,
    ),
    ...(group === undefined ? {} : { group }),
  }
}

/** What a node sees: its own names, then the scope it is in. `$parent` is for scopes: a node is none. */
export function nodeEnvironment(id: string, name: string, path: string, scope: Environment): Environment {
  const own: Readonly<Record<string, string>> = { NR_NODE_ID: id, NR_NODE_NAME: name, NR_NODE_PATH: path }
  return { get: (variable) => (Object.hasOwn(own, variable) ? own[variable] : scope.get(variable)) }
}

/** `global-config` keeps its secrets as `{ map: { NAME: value } }`. */
function globalCredentials(
  credentials: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { map } = credentials
  return typeof map === 'object' && map !== null ? (map as Record<string, unknown>) : credentials
}
