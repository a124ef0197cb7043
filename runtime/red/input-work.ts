import type { Message } from '../message/message.js'
import { isThenable } from './close-listeners.js'
import { type Done, type InputListener, linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

/**
 * A node's work on one message. It is complete once each listener that takes `done` has called it without an error;
 * of a single listener any call of `done` counts. Listeners that do not take it never make it complete, as in
 * Node-RED, where only `done` says so.
 */
export class InputWork {
  /** Calls of `done`, and promises of listeners, that are waited for. */
  private open = 0
  /** Calls of `done` that are still missing to be complete. */
  private missing: number
  private resolve: (() => void) | undefined

  constructor(
    private readonly node: RedNode,
    private readonly message: Message,
    listeners: readonly InputListener[],
    private readonly complete: (error?: unknown) => void,
  ) {
    this.missing = listeners.length === 1 ? 1 : listeners.filter(takesDone).length
  }

  /** Calls a listener; what it throws, or rejects with, is the message's error. */
  call(listener: InputListener): void {
    const end = takesDone(listener) ? this.begin() : undefined
    const done = this.createDone(end)
    try {
      const result = listener.call(this.node, this.message, linkOf(this.node).send, done)
      if (isThenable(result)) this.follow(result, end)
    } catch (error) {
      this.node.error(error, this.message)
      end?.()
    }
  }

  /** Settles once nothing is waited for; `undefined` where that is so already. Never rejects. */
  whenIdle(): Promise<void> | undefined {
    if (this.open === 0 || this.neverEnds()) return undefined
    return new Promise((resolve) => {
      this.resolve = resolve
    })
  }

  /** Some nodes take `done` and never call it: from some messages on they are not waited for any more. */
  private neverEnds(): boolean {
    const link = linkOf(this.node)
    return !link.callsDone && ++link.undone > mostUndone
  }

  private createDone(end: (() => void) | undefined): Done {
    let isCalled = false
    return (error) => {
      linkOf(this.node).callsDone = true
      if (error) this.complete(error)
      else if (!isCalled && --this.missing === 0) this.complete()
      isCalled = true
      end?.()
    }
  }

  private follow(result: PromiseLike<unknown>, endOfDone: (() => void) | undefined): void {
    const end = this.begin()
    result.then(end, (error: unknown) => {
      this.node.error(error, this.message)
      end()
      endOfDone?.()
    })
  }

  private begin(): () => void {
    this.open++
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      if (--this.open === 0) this.resolve?.()
    }
  }
}

/** Messages that a node may have in flight before it has called `done` for the first time. */
const mostUndone = 1000

/** What `once` puts around a listener has no parameters of its own. */
function takesDone(listener: InputListener): boolean {
  return ((listener as { listener?: InputListener }).listener ?? listener).length >= 3
}
