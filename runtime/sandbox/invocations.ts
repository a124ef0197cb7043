import type { Send } from '../message/message.js'

/** A message that a function has not finished with. */
interface Invocation {
  readonly send: Send
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
}

/** How many numbers of messages that ran out of time are remembered. */
const mostExpired = 1000

/** The messages in flight of one function, by number, each with its time limit on the clock. */
export class Invocations {
  private readonly open = new Map<number, Invocation>()
  private readonly expired = new Set<number>()

  constructor(
    private readonly limitMs: number,
    private readonly expiredError: () => Error,
  ) {}

  /** Settles when the function says so, or rejects when its time is over. */
  follow(id: number, send: Send): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.expire(id), this.limitMs)
      this.open.set(id, { send, resolve, reject, timer })
    })
  }

  /** Finishes a message; false where it is not in flight. */
  settle(id: number, failure?: { error: unknown }): boolean {
    const invocation = this.open.get(id)
    if (invocation === undefined) return false
    this.open.delete(id)
    clearTimeout(invocation.timer)
    if (failure === undefined) invocation.resolve()
    else invocation.reject(failure.error)
    return true
  }

  /** Whether there was any. */
  settleAll(failure?: { error: unknown }): boolean {
    const ids = [...this.open.keys()]
    for (const id of ids) this.settle(id, failure)
    return ids.length > 0
  }

  sendOf(id: number): Send | undefined {
    return this.open.get(id)?.send
  }

  /** What a message sends after its time is over is dropped. */
  hasExpired(id: number): boolean {
    return this.expired.has(id)
  }

  private expire(id: number): void {
    if (this.expired.size >= mostExpired) this.expired.clear()
    this.expired.add(id)
    this.settle(id, { error: this.expiredError() })
  }
}
