import type { AnyNodeType } from '../define-node.js'
import type { Problem } from '../errors.js'
import { referenceFields } from '../fields/bind-config.js'
import { readCredentials } from '../fields/read-credentials.js'
import type { Definition, FlowFile } from '../load/flow-file.js'
import { checkReferences } from './check-references.js'
import { checkRoutes } from './check-routes.js'
import { checkWires } from './check-wires.js'
import { type Environment, substitute } from './environment.js'
import { expandFlow } from './expand.js'
import { findUnsetSecrets } from './find-unset-secrets.js'
import type { ExpandedNode, Graph, NodePlan } from './graph.js'
import { orderConfigNodes } from './order-config-nodes.js'
import { ProblemList } from './problem-list.js'

export interface BuildOptions {
  types: NodeTypes
  /** Which packages may have the types that are not at hand; not asked where all are. */
  packages?: TypePackages | undefined
  process: Environment
  /** Secrets of a node, by its entry in the file. */
  credentialsOf(definition: Definition): Record<string, unknown>
}

/** What could be installed for types that are not at hand. */
export interface TypePackages {
  packageOf(type: string): string | undefined
  specOf(name: string): string
  readonly ofFlow: readonly string[]
}

/** The node types at hand, with a check of configurations for each. */
export interface NodeTypes {
  get(type: string): AnyNodeType | undefined
  isBuiltIn(type: string): boolean
  /** The module that should have given a type, and failed. */
  failedSourceOf?(type: string): string | undefined
  /** The known type name that is nearest to an unknown one, where one is near. */
  nearest(type: string): string | undefined
  check(type: AnyNodeType, raw: Readonly<Record<string, unknown>>): CheckedConfig
}

export interface CheckedConfig {
  config: Record<string, unknown>
  issues: ReadonlyArray<
    Pick<Problem, 'code' | 'severity' | 'message' | 'remedy'> & { property?: string | undefined }
  >
}

/**
 * Builds the graph of a flow file: what runs, in the order of starting, and every problem that keeps it from running
 * as it was drawn. Starts nothing. Nodes with an error are not in the graph, so that the rest can run where the user
 * asks for that.
 */
export async function buildGraph(flowFile: FlowFile, options: BuildOptions): Promise<Graph> {
  const problems = new ProblemList(flowFile.file, flowFile.problems)
  const { nodes, parts } = await expandFlow(flowFile.definitions, {
    process: options.process,
    credentialsOf: options.credentialsOf,
    subflowOf: (type) => options.types.get(type)?.subflow,
    onEntryError: (definition, entry, error) => problems.badEnvironmentEntry(definition, entry, error),
    onSubflowCycle: (definition, ids) => problems.subflowCycle(definition, ids),
    onUnknownSubflow: (definition) => problems.unknownSubflow(definition),
  })
  const plans = nodes.flatMap((node) => planNode(node, options, problems))
  const byId = new Map(plans.map((plan) => [plan.id, plan]))
  addIncomingLinks(plans, byId)
  addReferencesByText(plans, byId)
  checkWires(nodes, byId, parts, problems)
  checkReferences(plans, byId, parts, problems)
  checkRoutes(plans, problems)
  const ordered = orderPlans(plans, byId, problems)
  return { plans: ordered, byId, problems: problems.sorted() }
}

/** A plan for the node; nothing where its type is unknown or its configuration wrong, which is then reported. */
function planNode(node: ExpandedNode, options: BuildOptions, problems: ProblemList): NodePlan[] {
  const nodeType = node.structural ?? options.types.get(node.type)
  if (nodeType === undefined) {
    problems.unknownType(node.definition, adviseOn(node.type, options))
    return []
  }
  const raw = substitute(node.raw, node.environment)
  const { config, issues } =
    node.structural === undefined ? options.types.check(nodeType, raw) : { config: {}, issues: [] }
  for (const issue of issues) problems.configIssue(node.definition, issue)
  if (issues.some(({ severity }) => severity === 'error')) return []
  const secrets = substitute(options.credentialsOf(node.definition), node.environment)
  const unset = node.structural === undefined ? findUnsetSecrets(secrets) : []
  for (const secret of unset) problems.unsetSecret(node.definition, secret)
  if (unset.length > 0) return []
  const credentials = readCredentials(nodeType, secrets)
  const isBuiltIn = node.structural !== undefined || options.types.isBuiltIn(node.type)
  const references = referencesOf(nodeType, config)
  const wires = addVirtualWires(node.wires, nodeType.wires?.(config))
  // The expanded node is this plan's alone: copying it takes as long as checking its configuration.
  return [
    Object.assign(node, {
      raw,
      wires,
      nodeType,
      isBuiltIn,
      config,
      credentials,
      references,
      fingerprint: '',
    }),
  ]
}

/** What to do about a type that is not at hand. */
function adviseOn(type: string, { types, packages }: BuildOptions): string {
  const failed = types.failedSourceOf?.(type)
  if (failed !== undefined) return `${failed} has it, and failed to load: mend that, or remove the node.`
  const name = packages?.packageOf(type)
  if (packages !== undefined && name !== undefined) {
    return `The package ${name} has it: npm install ${packages.specOf(name)}, or run with --install.`
  }
  const nearest = types.nearest(type)
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? `
  const ofFlow = packages?.ofFlow.map(packages.specOf) ?? []
  if (ofFlow.length > 0) {
    return `${hint}The flow was made with packages that may have it: npm install ${ofFlow.join(' ')}, or run with --install.`
  }
  return `${hint}Give the module that has it with --nodes, or remove the node from the flow.`
}

function referencesOf(nodeType: AnyNodeType, config: Readonly<Record<string, unknown>>): Map<string, string> {
  const references = new Map<string, string>()
  for (const property of referenceFields(nodeType.config)) {
    const id = config[property]
    if (typeof id === 'string' && id !== '') references.set(property, id)
  }
  return references
}

/**
 * References of nodes whose type takes any field: each text that is the id of a config node is one, as in Node-RED,
 * where no type says which of its fields refer to others.
 */
function addReferencesByText(plans: readonly NodePlan[], byId: ReadonlyMap<string, NodePlan>): void {
  for (const plan of plans) {
    if (!takesAnyField(plan.nodeType)) continue
    for (const [property, value] of Object.entries(plan.raw)) {
      const other = typeof value === 'string' && property !== 'id' ? byId.get(value) : undefined
      if (other !== undefined && other !== plan && isConfigNode(other))
        plan.references.set(property, other.id)
    }
  }
}

function takesAnyField({ config }: AnyNodeType): boolean {
  return 'additionalProperties' in config && config.additionalProperties === true
}

/** An entry whose type does not say is a config node where it has no place on its tab. */
export function isConfigNode({ nodeType, raw }: NodePlan): boolean {
  return nodeType.isConfig ?? (raw.x === undefined && raw.y === undefined)
}

function addVirtualWires(wires: string[][], virtual: string[][] | undefined): string[][] {
  if (virtual === undefined) return wires
  const longest = Math.max(wires.length, virtual.length)
  return Array.from({ length: longest }, (_, output) => [
    ...(wires[output] ?? []),
    ...(virtual[output] ?? []),
  ])
}

/** Wires that are named at their end only, added to nodes that take wires of that kind. */
function addIncomingLinks(plans: readonly NodePlan[], byId: ReadonlyMap<string, NodePlan>): void {
  for (const plan of plans) {
    for (const id of plan.nodeType.wiredFrom?.(plan.config) ?? []) {
      const source = byId.get(id)
      const takesLinks = source?.nodeType.wires?.(source.config)[0] !== undefined
      if (source === undefined || !takesLinks || source.wires[0]?.includes(plan.id)) continue
      source.wires = [[...(source.wires[0] ?? []), plan.id], ...source.wires.slice(1)]
    }
  }
}

/** Config nodes first, in the order of their dependencies; then the others, as in the file. */
function orderPlans(
  plans: NodePlan[],
  byId: ReadonlyMap<string, NodePlan>,
  problems: ProblemList,
): NodePlan[] {
  const configs = plans.filter(isConfigNode).map((plan) => ({ id: plan.id, needs: needsOf(plan), plan }))
  const { ordered, cycles } = orderConfigNodes(configs)
  for (const cycle of cycles) {
    const nodes = cycle.flatMap((id) => byId.get(id) ?? [])
    problems.configNodeCycle(nodes)
  }
  return [...ordered.map(({ plan }) => plan), ...plans.filter((plan) => !isConfigNode(plan))]
}

/** Ids that a config node refers to: by its schema where it says so, else by any text that is a node's id. */
function needsOf(plan: NodePlan): string[] {
  if (plan.references.size > 0) return [...plan.references.values()]
  return Object.values(plan.raw).filter((value) => typeof value === 'string')
}
