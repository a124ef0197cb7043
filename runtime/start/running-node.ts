import type { NodePlan } from '../build/graph.js'
import type { ContextStore } from '../context/store.js'
import type { DebugOutput, Peers, RunningNode, Status } from '../define-node.js'
import { describeError } from '../deliver/event-router.js'
import type { Slot } from '../deliver/slot.js'
import type { HttpDoor } from '../http/door.js'
import type { LogLevel } from '../log.js'
import type { Message, OutputSend } from '../message/message.js'
import type { Sandbox } from '../sandbox/sandbox.js'

/** What running nodes need of their runtime. */
export interface NodeServices {
  readonly settings: Readonly<Record<string, unknown>>
  readonly sandbox: Sandbox
  readonly peers: Peers
  nodeContext(plan: NodePlan): ContextStore
  flowContext(plan: NodePlan): ContextStore
  readonly globalContext: ContextStore
  httpDoor(plan: NodePlan): HttpDoor
  log(plan: NodePlan, level: LogLevel, text: string, error?: unknown): void
  reportError(plan: NodePlan, error: unknown, message: Message | undefined): void
  reportStatus(plan: NodePlan, status: Status): void
  debugOutput(plan: NodePlan, output: DebugOutput): void
  /** Stands in for a node where its code is handed itself. */
  readonly dress?: (node: PlannedNode, plan: NodePlan, slot: Slot) => RunningNode
}

/** A running node as its own code sees it. What costs something is made when it is first asked for. */
export class PlannedNode implements RunningNode {
  readonly send: OutputSend
  private contexts: RunningNode['context'] | undefined
  private door: HttpDoor | undefined

  constructor(
    private readonly plan: NodePlan,
    slot: Slot,
    private readonly services: NodeServices,
  ) {
    this.send = slot.send
  }

  get id(): string {
    return this.plan.id
  }
  get type(): string {
    return this.plan.type
  }
  get name(): string {
    return this.plan.name
  }
  get z(): string {
    return this.plan.flow.id
  }
  get wires(): ReadonlyArray<readonly string[]> {
    return this.plan.wires
  }
  get definition(): Readonly<Record<string, unknown>> {
    return this.plan.raw
  }
  get credentials(): Readonly<Record<string, unknown>> {
    return this.plan.credentials
  }
  get settings(): Readonly<Record<string, unknown>> {
    return this.services.settings
  }
  get sandbox(): Sandbox {
    return this.services.sandbox
  }
  get peers(): Peers {
    return this.services.peers
  }
  get http(): HttpDoor {
    this.door ??= this.services.httpDoor(this.plan)
    return this.door
  }
  get context(): RunningNode['context'] {
    this.contexts ??= createContexts(this.plan, this.services)
    return this.contexts
  }

  env(name: string): unknown {
    return this.plan.environment.get(name)
  }
  status(status: Status | string | number | boolean): void {
    this.services.reportStatus(this.plan, typeof status === 'object' ? status : { text: String(status) })
  }
  error(error: unknown, message?: Message): void {
    this.services.reportError(this.plan, error, message)
  }
  warn(text: unknown): void {
    this.services.log(this.plan, 'warn', describeError(text))
  }
  log(text: unknown): void {
    this.services.log(this.plan, 'info', describeError(text))
  }
  debug(text: unknown): void {
    this.services.log(this.plan, 'debug', describeError(text))
  }
  trace(text: unknown): void {
    this.services.log(this.plan, 'trace', describeError(text))
  }
  debugOutput(output: DebugOutput): void {
    this.services.debugOutput(this.plan, output)
  }
}

function createContexts(plan: NodePlan, services: NodeServices): RunningNode['context'] {
  let node: ContextStore | undefined
  let flow: ContextStore | undefined
  return {
    get node() {
      node ??= services.nodeContext(plan)
      return node
    },
    get flow() {
      flow ??= services.flowContext(plan)
      return flow
    },
    get global() {
      return services.globalContext
    },
  }
}
