import type { LateRequest } from './entry-options.js'
import type { Exchange } from './exchange.js'
import { refuse } from './refusal.js'

/**
 * Counts requests from arrival to answer, answers those that no node answers in time, and tells when none is left.
 * One timer serves all of them: they have the same limit, so they are late in the order in which they came.
 */
export class RequestsInFlight {
  readonly #waiting = new Set<Exchange>()
  readonly #counted = new Set<Exchange>()
  #timer: NodeJS.Timeout | undefined
  #whenEmpty: Array<() => void> = []

  constructor(
    private readonly max: number,
    private readonly timeoutMs: number,
    private readonly onTimeout: (late: LateRequest) => void,
  ) {}

  get count(): number {
    return this.#counted.size
  }

  /** Counts a request until it is answered or its client hangs up. False where there are too many, or it has gone. */
  admit(exchange: Exchange): 'admitted' | 'full' | 'gone' {
    if (exchange.isCounted) return 'admitted'
    if (this.#counted.size >= this.max) return 'full'
    if (exchange.hasGone) return 'gone'
    exchange.isCounted = true
    this.#counted.add(exchange)
    exchange.res.on('close', () => this.#leave(exchange))
    return 'admitted'
  }

  /** Starts the time limit of a request that was handed to its node. */
  startTimeLimit(exchange: Exchange): void {
    if (this.timeoutMs <= 0) return
    exchange.deliveredAt = performance.now()
    this.#waiting.add(exchange)
    this.#timer ??= setTimeout(this.#answerLate, this.timeoutMs).unref()
  }

  /** Settles when no request is left, or after a time in milliseconds; gives those that are left. */
  async whenAnswered(deadlineMs: number): Promise<Exchange[]> {
    if (this.#counted.size > 0) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#whenEmpty.push(resolve)
        timer = setTimeout(resolve, deadlineMs)
      })
      clearTimeout(timer)
    }
    return [...this.#counted]
  }

  /** Every request that is counted now. */
  list(): Iterable<Exchange> {
    return this.#counted
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting.clear()
  }

  #leave(exchange: Exchange): void {
    this.#counted.delete(exchange)
    this.#waiting.delete(exchange)
    if (this.#counted.size > 0) return
    for (const resolve of this.#whenEmpty.splice(0)) resolve()
  }

  readonly #answerLate = (): void => {
    const now = performance.now()
    this.#timer = undefined
    for (const exchange of this.#waiting) {
      const remaining = exchange.deliveredAt + this.timeoutMs - now
      if (remaining > 0) {
        // Timers of Node.js count whole milliseconds, and may fire one early.
        this.#timer = setTimeout(this.#answerLate, Math.ceil(remaining)).unref()
        return
      }
      this.#waiting.delete(exchange)
      this.#refuseLate(exchange, now)
    }
  }

  #refuseLate(exchange: Exchange, now: number): void {
    // An answer that was begun, such as a stream of events, may take as long as it likes.
    if (!exchange.isOpen) return
    const { req, res, lastSeenAt, deliveredAt } = exchange
    const waitedMs = now - deliveredAt
    exchange.answeredWith = `with 504, since no node had answered it after ${Math.round(waitedMs / 1000)} s`
    refuse(req, res, 504, 'Nothing answered the request in time.')
    this.onTimeout({ method: req.method ?? '', url: exchange.originalUrl, lastSeenAt, waitedMs })
  }
}
