import type { Message } from '../message/message.js'
import type { RedEnvironment } from './environment.js'
import { HookTable } from './hook-table.js'
import { HookedDelivery } from './hooked-delivery.js'
import type { RedNode } from './red-node.js'
import type { RedRuntime } from './red-runtime.js'

type Payload = Record<string, unknown>
type Done = (result?: unknown) => void

/** `RED.hooks`, and how they get into the way of messages: not at all until the first one is added. */
export class RedHooks {
  private readonly table = new HookTable()
  private runtime: RedRuntime | undefined

  constructor(private readonly environment: RedEnvironment) {}

  get isInUse(): boolean {
    return !this.table.isEmpty
  }

  connect(runtime: RedRuntime): void {
    this.runtime = runtime
    this.settle()
  }

  add(hookId: string, hook: (...parameters: never[]) => unknown): void {
    this.table.add(hookId, hook)
    this.settle()
  }

  remove(hookId: string): void {
    this.table.remove(hookId)
    this.settle()
  }

  clear(): void {
    this.table.clear()
    this.settle()
  }

  has(hookId: string): boolean {
    return this.table.has(hookId)
  }

  trigger(hook: string, payload: unknown, done?: Done): Promise<unknown> | undefined {
    return this.table.trigger(hook, payload, done)
  }

  /** Calls the receiving node's listeners between the hooks of receiving. */
  aroundReceive(
    node: RedNode,
    message: Message,
    run: () => Promise<void> | undefined,
  ): Promise<void> | undefined {
    const event: Payload = { msg: message, destination: { id: node.id, node } }
    const hooked = this.table.run('onReceive', event, (error) => node.error(error))
    const go = (mayGoOn: boolean) => {
      if (!mayGoOn) return undefined
      const work = run()
      void this.table.run('postReceive', event, (error) => node.error(error))
      return work
    }
    return typeof hooked === 'boolean' ? go(hooked) : hooked.then(go)
  }

  tellComplete(node: RedNode, message: Message, error: unknown): void {
    if (!this.table.has('onComplete')) return
    const event: Payload = { msg: message, error, node: { id: node.id, node } }
    void this.table.run('onComplete', event, (failure) => node.error(failure))
  }

  /** Puts the hooks into the runtime's deliveries, or takes them out. */
  private settle(): void {
    if (this.runtime === undefined) return
    const { scheduler } = this.runtime
    scheduler.interceptor = this.isInUse
      ? new HookedDelivery(this.environment, this.table, this.runtime)
      : undefined
  }
}
