import type { NodePlan } from '../build/graph.js'
import { cloneValue } from '../message/clone.js'
import type { RedEnvironment } from './environment.js'

type Secrets = Record<string, unknown>

/** The secrets of nodes as `RED.nodes` gives them: those of the flow, until a node replaces its own. */
export class CredentialTable {
  private readonly replaced = new Map<string, Secrets | undefined>()

  constructor(private readonly environment: RedEnvironment) {}

  /** What a node finds in `credentials`: undefined where it has none and its type registers none. */
  forNode(plan: NodePlan): Secrets | undefined {
    const secrets = this.replaced.has(plan.alias) ? this.replaced.get(plan.alias) : plan.credentials
    const isEmpty = secrets === undefined || Object.keys(secrets).length === 0
    const hasSome = Object.keys(plan.nodeType.credentials ?? {}).length > 0
    if (isEmpty) return hasSome ? {} : undefined
    return cloneValue(secrets)
  }

  get(id: string): Secrets | undefined {
    if (this.replaced.has(id)) return this.replaced.get(id)
    const secrets = this.find(id)?.credentials
    return secrets === undefined || Object.keys(secrets).length === 0 ? undefined : secrets
  }

  async add(id: string, secrets: Secrets): Promise<void> {
    this.replaced.set(id, secrets)
    this.environment.runtime?.services.credentials.change(id, secrets)
  }

  async delete(id: string): Promise<void> {
    this.replaced.set(id, undefined)
    this.environment.runtime?.services.credentials.change(id, undefined)
  }

  /** Nodes of a subflow have the secrets of the entry that they are made from. */
  private find(id: string): NodePlan | undefined {
    const graph = this.environment.runtime?.flow.graph
    return graph?.byId.get(id) ?? graph?.plans.find(({ alias }) => alias === id)
  }
}
