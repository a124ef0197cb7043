import type { Behaviour } from '../define-node.js'
import type { Message } from '../message/message.js'
import { RedBehaviour } from './red-behaviour.js'
import type { RedNode } from './red-node.js'

/** A node that was not written for Node-RED, whose messages others listen to: they come by way of its facade. */
export class WatchedBehaviour extends RedBehaviour {
  constructor(
    facade: RedNode,
    private readonly behaviour: Behaviour,
  ) {
    super(facade)
  }

  override async close(removed: boolean): Promise<void> {
    await Promise.all([super.close(removed), this.behaviour.close?.(removed)])
  }

  override setActive(isActive: boolean): void {
    super.setActive(isActive)
    this.behaviour.setActive?.(isActive)
  }

  answer(ticket: string, message: Message): void {
    this.behaviour.answer?.(ticket, message)
  }

  waiting(): number {
    return this.behaviour.waiting?.() ?? 0
  }
}
