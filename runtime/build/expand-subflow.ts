import type { Definition } from '../load/flow-file.js'
import { type EnvironmentEntry, ScopedEnvironment } from './environment.js'
import { addGroups, type Expansion, fingerprintScope, nodeEnvironment, scheduleEvaluation } from './expand.js'
import { entriesOf, type FlowParts, subflowPrefix } from './flow-parts.js'
import type { ExpandedNode, FlowScope } from './graph.js'
import { templateOfModule } from './subflow-module.js'
import { subflowInstanceType, subflowStatusType } from './subflow-types.js'

/** A reference to a node's output, as `in`, `out` and `status` of a subflow hold them. */
interface PortWire {
  id: string
  port?: number
}

/** What instances of a subflow are made from. */
export interface Template {
  subflow: Definition
  /** Where the subflow's nodes and groups are found. */
  parts: FlowParts
  /** The variables that an instance sets. */
  entries: EnvironmentEntry[]
}

/**
 * Gives the function that replaces a subflow instance by a node that stands for it, a copy of each of the subflow's
 * nodes (id `<instance>-<node>`, as in Node-RED, which names context files by it), and one for the status output.
 * The nodes wired to the subflow's outputs are wired to what the instance is wired to.
 */
export function createSubflowExpander(expansion: Expansion) {
  return function expandSubflow(
    instance: ExpandedNode,
    parent: FlowScope,
    within: readonly string[] = [],
  ): void {
    const template = findTemplate(expansion, instance)
    if (template === undefined) {
      expansion.onUnknownSubflow(instance.definition)
      return
    }
    const { subflow, parts } = template
    if (within.includes(instance.type)) {
      const cycle = [...within.slice(within.indexOf(instance.type)), instance.type]
      expansion.onSubflowCycle(
        instance.definition,
        cycle.map((type) => type.replace(subflowPrefix, '')),
      )
      return
    }
    const inside: Expansion = parts === expansion.parts ? expansion : { ...expansion, parts }
    const flow = createInstanceFlow(inside, instance, parent, template)
    const inner = copyNodes(inside, flow, instance, subflow)
    const entry = wireInstance(instance, inner, subflow)
    const status = addStatusNode(instance, inner, entry, subflow)
    expansion.nodes.push(entry, ...(status === undefined ? [] : [status]))
    const expandInner = inside === expansion ? expandSubflow : createSubflowExpander(inside)
    for (const node of inner.values()) {
      if (isInstance(node.type, expansion)) expandInner(node, flow, [...within, instance.type])
      else expansion.nodes.push(node)
    }
  }
}

/** Whether a node is a subflow instance: of a subflow of the file, or of one that a module brings as a node type. */
export function isInstance(type: string, expansion: Pick<Expansion, 'subflowOf'>): boolean {
  return type.startsWith(subflowPrefix) || expansion.subflowOf(type) !== undefined
}

function findTemplate(expansion: Expansion, instance: ExpandedNode): Template | undefined {
  const { parts, subflowOf } = expansion
  const subflow = parts.subflows.get(instance.type.slice(subflowPrefix.length))
  if (instance.type.startsWith(subflowPrefix)) {
    return subflow && { subflow, parts, entries: entriesOf(instance.raw) }
  }
  const module = subflowOf(instance.type)
  return module && templateOfModule(module, instance, parts)
}

function createInstanceFlow(
  expansion: Expansion,
  instance: ExpandedNode,
  parent: FlowScope,
  { subflow, entries: own }: Template,
): FlowScope {
  const path = `${parent.path}/${instance.alias}`
  const around = instance.group?.environment ?? parent.environment
  const environment = new ScopedEnvironment(around, {
    NR_SUBFLOW_ID: instance.id,
    NR_SUBFLOW_NAME: instance.name,
    NR_SUBFLOW_PATH: path,
  })
  const overridden = new Set(own.map(({ name }) => name))
  const entries = [...entriesOf(subflow.raw).filter(({ name }) => !overridden.has(name)), ...own]
  const credentials = { ...expansion.credentialsOf(subflow), ...expansion.credentialsOf(instance.definition) }
  scheduleEvaluation(expansion, instance.definition, environment, entries, credentials)
  const flow: FlowScope = {
    id: instance.id,
    kind: 'subflow',
    label: String(subflow.raw.name ?? ''),
    path,
    environment,
    groups: new Map(),
    parent,
    instanceId: instance.id,
    fingerprint: fingerprintScope(instance.group?.fingerprint ?? parent.fingerprint, [
      entries,
      credentials,
      instance.name,
    ]),
    hasStatusOutput: subflow.raw.status !== undefined && subflow.raw.status !== null,
  }
  addGroups(expansion, flow, subflow.id, (id) => `${instance.id}-${id}`)
  return flow
}

/** Copies of the subflow's enabled nodes, by their id in the file. */
function copyNodes(
  expansion: Expansion,
  flow: FlowScope,
  instance: ExpandedNode,
  subflow: Definition,
): Map<string, ExpandedNode> {
  const definitions = expansion.parts.nodes.get(subflow.id) ?? []
  const innerIds = new Set(definitions.map(({ id }) => id))
  const rename = (id: string) => (innerIds.has(id) ? `${instance.id}-${id}` : id)
  const copies = new Map<string, ExpandedNode>()
  for (const definition of definitions) {
    if (definition.disabled) continue
    const id = rename(definition.id)
    const group = definition.g === undefined ? undefined : flow.groups.get(`${instance.id}-${definition.g}`)
    const path = `${flow.path}/${definition.id}`
    copies.set(definition.id, {
      id,
      alias: definition.id,
      type: definition.type,
      name: definition.name,
      definition,
      raw: renameIds(definition.raw, id, flow.id, rename),
      wires: definition.wires.map((targets) => targets.filter((target) => innerIds.has(target)).map(rename)),
      flow,
      environment: nodeEnvironment(id, definition.name, path, (group ?? flow).environment),
      ...(group === undefined ? {} : { group }),
    })
  }
  return copies
}

/** Replaces ids of the subflow's nodes where a property, or an item of a list in one, is such an id. */
function renameIds(
  raw: Readonly<Record<string, unknown>>,
  id: string,
  z: string,
  rename: (id: string) => string,
): Record<string, unknown> {
  const renamed: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(raw)) {
    if (typeof value === 'string') renamed[key] = rename(value)
    else if (Array.isArray(value))
      renamed[key] = value.map((item) => (typeof item === 'string' ? rename(item) : item))
    else renamed[key] = value
  }
  return { ...renamed, id, z }
}

/** Wires the subflow's outputs to where the instance is wired; gives the node that stands for its input. */
function wireInstance(
  instance: ExpandedNode,
  inner: ReadonlyMap<string, ExpandedNode>,
  subflow: Definition,
): ExpandedNode {
  const inputs = portsOf(subflow.raw.in).map((wires) =>
    wires.flatMap(({ id }) => {
      const node = inner.get(id)
      return node === undefined ? [] : [node.id]
    }),
  )
  const entry: ExpandedNode = {
    ...instance,
    wires: inputs.length === 0 ? [[]] : inputs,
    structural: subflowInstanceType,
  }
  portsOf(subflow.raw.out).forEach((wires, output) => {
    const targets = instance.wires[output] ?? []
    for (const wire of wires) {
      const node = wire.id === subflow.id ? entry : inner.get(wire.id)
      if (node !== undefined) addWires(node, wire.port ?? 0, targets)
    }
  })
  return entry
}

function addStatusNode(
  instance: ExpandedNode,
  inner: ReadonlyMap<string, ExpandedNode>,
  entry: ExpandedNode,
  subflow: Definition,
): ExpandedNode | undefined {
  const { status } = subflow.raw
  if (typeof status !== 'object' || status === null) return undefined
  const id = `${instance.id}:status`
  for (const wire of portsOf([status]).flat()) {
    const node = wire.id === subflow.id ? entry : inner.get(wire.id)
    if (node !== undefined) addWires(node, wire.port ?? 0, [id])
  }
  return { ...instance, id, wires: [], structural: subflowStatusType(instance.id) }
}

function addWires(node: ExpandedNode, output: number, targets: readonly string[]): void {
  const wires = node.wires.map((existing) => [...existing])
  while (wires.length <= output) wires.push([])
  ;(wires[output] as string[]).push(...targets)
  node.wires = wires
}

function portsOf(ports: unknown): PortWire[][] {
  if (!Array.isArray(ports)) return []
  return ports.map((port: { wires?: unknown }) =>
    Array.isArray(port?.wires) ? (port.wires as PortWire[]) : [],
  )
}
