import type { RunningNode } from '../define-node.js'
import type { Slot } from '../deliver/slot.js'
import type { Send } from '../message/message.js'
import { linkOf } from '../red/node-link.js'
import type { RedNode } from '../red/red-node.js'
import { spiedMethods } from './node-spies.js'

type Call = (...parameters: unknown[]) => unknown

/**
 * What nodes that were not written for Node-RED do goes through the objects that tests know them as, so that spies
 * see it.
 */
export class WatchedNodes {
  /** The way to the wires; `slot.send` leads through the object. Slots outlive deploys. */
  private readonly sends = new WeakMap<Slot, Slot['send']>()
  /** Whether the `send` that is under way clones: the object's own does not know. */
  private clones = false

  /** @param settings what nodes have as settings */
  constructor(
    private readonly find: (id: string) => RedNode | null,
    private readonly settings: RunningNode['settings'],
  ) {}

  /** @param before what stands for the object while `create` runs, when there is none yet */
  watch(planned: RunningNode, slot: Slot, before: RedNode): RunningNode {
    const object = () => {
      const node = this.find(slot.id) ?? before
      this.endAtWires(linkOf(node).running, slot)
      return node as unknown as Record<string, Call>
    }
    const watched = Object.create(planned, { settings: { value: this.settings } }) as RunningNode
    for (const method of spiedMethods) {
      const value: Call = (...parameters) => object()[method]?.(...parameters)
      Object.defineProperty(watched, method, { value })
    }
    const toWires = this.sends.get(slot) ?? slot.send
    this.sends.set(slot, toWires)
    const send: Send = (messages, clone = false) => {
      this.clones = clone
      object().send?.(messages)
      this.clones = false
    }
    slot.send = Object.assign(send, { to: toWires.to })
    return watched
  }

  private endAtWires(running: RunningNode | undefined, slot: Slot): void {
    const value: Send = (messages) => this.sends.get(slot)?.(messages, this.clones)
    if (running !== undefined) Object.defineProperty(running, 'send', { value, configurable: true })
  }
}
