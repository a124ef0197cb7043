import type { AnyNodeType } from '../define-node.js'
import type { Problem } from '../errors.js'
import type { Definition } from '../load/flow-file.js'
import type { Environment, ScopedEnvironment } from './environment.js'

/** What nodes live in: the global flow, a tab, or one instance of a subflow. */
export interface FlowScope {
  id: string
  kind: 'global' | 'tab' | 'subflow'
  label: string
  path: string
  environment: ScopedEnvironment
  groups: Map<string, GroupScope>
  /** For a subflow instance: the scope that the instance is in. */
  parent?: FlowScope
  /** For a subflow instance: the id of the node that stands for it in the parent. */
  instanceId?: string
  /** Equal for two scopes whose variables have the same sources. */
  fingerprint: string
  /** The subflow has a status output, so the state of its nodes is not shown as the instance's. */
  hasStatusOutput: boolean
}

export interface GroupScope {
  id: string
  /** The group around this one, in the same flow. */
  parent?: GroupScope
  environment: ScopedEnvironment
  fingerprint: string
}

/** A node after subflows are expanded, before its configuration is checked. */
export interface ExpandedNode {
  id: string
  /** The id in the flow file; other than `id` inside a subflow instance. */
  alias: string
  type: string
  name: string
  definition: Definition
  /** The saved entry, with ids of nodes inside a subflow replaced by those of the instance. */
  raw: Record<string, unknown>
  wires: string[][]
  flow: FlowScope
  group?: GroupScope
  environment: Environment
  /** For subflow instances and status outputs: the type, which no palette has. */
  structural?: AnyNodeType
}

/** A node that can be started. */
export interface NodePlan extends ExpandedNode {
  nodeType: AnyNodeType
  /** The node type is one of Millrace's own. */
  isBuiltIn: boolean
  /** Checked and complete; ids of config nodes are still ids. */
  config: Record<string, unknown>
  credentials: Record<string, unknown>
  /** Property name to config node id. */
  references: Map<string, string>
  /**
   * Equal for two plans that would run alike; wires and places on the canvas do not count. Empty until a deploy
   * compares it.
   */
  fingerprint: string
}

export interface Graph {
  /** In the order of starting: config nodes first, each after those it refers to. */
  plans: NodePlan[]
  byId: Map<string, NodePlan>
  /** Sorted by place. */
  problems: Problem[]
}
