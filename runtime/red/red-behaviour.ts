import type { Message } from '../message/message.js'
import type { HostedBehaviour } from '../start/hosted-behaviour.js'
import { linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

/** A node of a module written for Node-RED, as the runtime sees it. */
export class RedBehaviour implements HostedBehaviour {
  readonly reportsItself = true

  constructor(readonly instance: RedNode) {}

  input(message: Message): void | Promise<void> {
    const link = linkOf(this.instance)
    link.current = undefined
    this.instance.receive(message)
    const work = link.current as Promise<void> | undefined
    link.current = undefined
    return work
  }

  forgotten(): number {
    const { work, environment } = linkOf(this.instance)
    const runtime = environment?.runtime
    return runtime === undefined
      ? 0
      : work.countForgotten(runtime.drainTimeoutMs, () => runtime.scheduler.lookAgain())
  }

  setActive(isActive: boolean): void {
    Reflect.set(this.instance, 'active', isActive)
  }

  close(removed: boolean): Promise<void> {
    return this.instance.close(removed)
  }

  rewired(wires: ReadonlyArray<readonly string[]>): void {
    this.instance.updateWires(wires.map((ids) => [...ids]))
  }
}
