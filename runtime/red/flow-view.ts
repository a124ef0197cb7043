import type { FlowScope } from '../build/graph.js'
import type { Status } from '../define-node.js'
import type { Message } from '../message/message.js'
import type { RedEnvironment } from './environment.js'
import { linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

/** The flow that a node is in, as `node._flow`: what packages read of it, and the calls that nodes make on it. */
export class FlowView {
  readonly TYPE: string
  readonly id: string
  readonly path: string

  constructor(
    readonly scope: FlowScope,
    private readonly environment: RedEnvironment,
  ) {
    this.TYPE = scope.kind === 'tab' ? 'flow' : scope.kind
    this.id = scope.kind === 'global' ? 'global' : scope.id
    this.path = scope.path
    Object.defineProperty(this, 'environment', { enumerable: false })
    Object.defineProperty(this, 'scope', { enumerable: false })
  }

  /** The entry of the tab. */
  get flow(): Record<string, unknown> {
    const entry = this.environment.flowFile?.definitions.find(({ id }) => id === this.scope.id)
    return entry?.raw ?? { id: this.id, type: 'tab', label: this.scope.label }
  }

  /** For a subflow: the node that stands for the instance. */
  get subflowInstance(): Record<string, unknown> | undefined {
    const { instanceId } = this.scope
    return instanceId === undefined
      ? undefined
      : this.environment.runtime?.flow.graph.byId.get(instanceId)?.raw
  }

  /** For a subflow: the entry that it is an instance of. */
  get subflowDef(): Record<string, unknown> | undefined {
    const type = this.subflowInstance?.type
    if (typeof type !== 'string') return undefined
    return this.environment.flowFile?.definitions.find(({ id }) => `subflow:${id}` === type)?.raw
  }

  get parent(): FlowView | undefined {
    const { parent } = this.scope
    return parent === undefined ? undefined : new FlowView(parent, this.environment)
  }

  getNode(id: string): RedNode | null {
    return this.environment.nodes.get(id)
  }

  getGroupNode(id: string): { id: string; getSetting(name: string): unknown } | undefined {
    const group = this.scope.groups.get(id)
    return group && { id, getSetting: (name) => group.environment.get(name) }
  }

  /** The nodes of the flow that run, by id. */
  getActiveNodes(): Record<string, RedNode> {
    const plans = this.environment.runtime?.flow.graph.plans ?? []
    const nodes = plans
      .filter(({ flow }) => flow.id === this.scope.id)
      .map(({ id }) => [id, this.getNode(id)] as const)
    return Object.fromEntries(nodes.filter((entry): entry is [string, RedNode] => entry[1] !== null))
  }

  /** An environment variable, as the flow sees it. */
  getSetting(name: string): unknown {
    return this.scope.environment.get(name)
  }

  send(events: ReadonlyArray<{ msg: Message; destination: { id: string }; cloneMessage?: boolean }>): void {
    for (const { msg, destination, cloneMessage } of events) {
      const carried = cloneMessage ? this.environment.util.cloneMessage(msg) : msg
      this.environment.runtime?.services.peers.deliver(destination.id, carried as Message)
    }
  }

  handleStatus(node: RedNode, status: Status): boolean {
    node.status(status)
    return true
  }

  /** Whether a catch node took the error. */
  handleError(node: RedNode, error: unknown, message?: Message): boolean {
    const { plan } = linkOf(node)
    return plan !== undefined && this.environment.runtime?.router.error(plan, error, message) === true
  }

  handleComplete(node: RedNode, message: Message): void {
    const { slot } = linkOf(node)
    if (slot !== undefined) this.environment.reportComplete(slot, message)
  }

  log(entry: { level: number; msg?: unknown }): void {
    this.environment.log.log({ ...entry, path: this.path })
  }
  error(text: unknown): void {
    this.environment.log.error(text)
  }
  info(text: unknown): void {
    this.environment.log.info(text)
  }
  debug(text: unknown): void {
    this.environment.log.debug(text)
  }
  trace(text: unknown): void {
    this.environment.log.trace(text)
  }
}
