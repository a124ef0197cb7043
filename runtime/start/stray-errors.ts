import { AsyncLocalStorage } from 'node:async_hooks'
import type { NodePlan } from '../build/graph.js'
import type { Behaviour } from '../define-node.js'
import type { Message, OutputSend } from '../message/message.js'

/** Whose code runs: the node, and the message it was given, where it was given one. */
interface Origin {
  plan: NodePlan
  message: Message | undefined
}

/**
 * Knows which node an error outside of any call belongs to: a timer's exception, a rejection nobody waits for, a
 * stray event of an emitter. Only nodes from outside Millrace are followed: following costs each of their messages a
 * fraction of a microsecond, and every promise of the process some more.
 */
export class StrayErrors {
  private readonly origins = new AsyncLocalStorage<Origin>()

  /** The node whose code is running, or that started what runs. */
  get origin(): Origin | undefined {
    return this.origins.getStore()
  }

  /** Calls what makes a node, so that what it starts is known as the node's. */
  create<Made>(plan: NodePlan, create: () => Made): Made {
    return plan.isBuiltIn ? create() : this.origins.run({ plan, message: undefined }, create)
  }

  /** An `input` that is followed in what it does with each message; undefined where it need not be. */
  follow(plan: NodePlan, behaviour: Behaviour): Behaviour['input'] {
    const { input } = behaviour
    if (plan.isBuiltIn || input === undefined) return undefined
    return (message: Message, send: OutputSend) =>
      this.origins.run({ plan, message }, () => input.call(behaviour, message, send))
  }
}
