import type { Message } from '../message/message.js'
import { isThenable } from './close-listeners.js'
import { type Done, type InputListener, linkOf } from './node-link.js'
import type { Unfinished } from './open-work.js'
import type { RedNode } from './red-node.js'

/**
 * A node's work on one message. It is complete once each listener that takes `done` has called it without an error;
 * of a single listener any call of `done` counts. Listeners that do not take it never make it complete, as in
 * Node-RED, where only `done` says so.
 */
export class InputWork implements Unfinished {
  readonly ordinal: number
  begunMs = 0
  /** Listeners whose call of `done` is waited for. */
  private readonly withoutDone: InputListener[] = []
  /** Promises of listeners that are waited for. */
  private promises = 0
  /** Calls of `done` that are still missing to be complete. */
  private missing: number
  private resolve: (() => void) | undefined

  constructor(
    private readonly node: RedNode,
    private readonly message: Message,
    listeners: readonly InputListener[],
    private readonly complete: (error?: unknown) => void,
  ) {
    this.ordinal = linkOf(node).work.nextOrdinal()
    this.missing = listeners.length === 1 ? 1 : listeners.filter(takesDone).length
  }

  /** Calls a listener; what it throws, or rejects with, is the message's error. */
  call(listener: InputListener): void {
    const end = takesDone(listener) ? this.waitForDone(listener) : undefined
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
    if (this.isIdle) return undefined
    this.begunMs = performance.now()
    if (!linkOf(this.node).work.begin(this)) return undefined
    return new Promise((resolve) => {
      this.resolve = resolve
    })
  }

  listenersOfDone(): readonly InputListener[] | undefined {
    return this.promises === 0 ? this.withoutDone : undefined
  }

  giveUp(): void {
    linkOf(this.node).work.finish(this)
    this.resolve?.()
    this.resolve = undefined
  }

  private get isIdle(): boolean {
    return this.withoutDone.length === 0 && this.promises === 0
  }

  private createDone(end: (() => void) | undefined): Done {
    let isCalled = false
    return (error) => {
      linkOf(this.node).work.noteDone(this)
      if (error) this.complete(error)
      else if (!isCalled && --this.missing === 0) this.complete()
      isCalled = true
      end?.()
    }
  }

  private follow(result: PromiseLike<unknown>, endOfDone: (() => void) | undefined): void {
    this.promises++
    const end = () => {
      this.promises--
      this.settleIfIdle()
    }
    result.then(end, (error: unknown) => {
      this.node.error(error, this.message)
      end()
      endOfDone?.()
    })
  }

  private waitForDone(listener: InputListener): () => void {
    this.withoutDone.push(listener)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.withoutDone.splice(this.withoutDone.indexOf(listener), 1)
      this.settleIfIdle()
    }
  }

  private settleIfIdle(): void {
    if (this.isIdle && this.resolve !== undefined) this.giveUp()
  }
}

/** What `once` puts around a listener has no parameters of its own. */
function takesDone(listener: InputListener): boolean {
  return ((listener as { listener?: InputListener }).listener ?? listener).length >= 3
}
