import { namesDone } from './names-done.js'
import type { InputListener } from './node-link.js'

/** Work on a message that is not finished. */
export interface Unfinished {
  /** Counts up with the messages of a node. */
  readonly ordinal: number
  readonly begunMs: number
  /** The listeners whose `done` is waited for; `undefined` where a promise is waited for as well. */
  listenersOfDone(): readonly InputListener[] | undefined
  /** Makes it as good as finished. */
  giveUp(): void
}

/** Messages that a node may have in flight before it has called `done` for the first time. */
const mostUndone = 1000
/** How long a message may be held, at least, while later ones of the node are done. */
const overtakenMs = 1000

/**
 * The messages that a node has not finished with, and which of them it has probably forgotten, as far as one can know:
 * many packages take `done` and do not call it on every way, and a stop shall not wait for what never comes.
 */
export class OpenWork {
  private readonly unfinished = new Set<Unfinished>()
  private readonly namers = new Map<InputListener, boolean>()
  private lastOrdinal = 0
  private latestDone = 0
  private longestMs = 0
  private callsDone = false
  private undone = 0

  nextOrdinal(): number {
    return ++this.lastOrdinal
  }

  /** The node has called `done` for a message. */
  noteDone({ ordinal }: Pick<Unfinished, 'ordinal'>): void {
    this.callsDone = true
    if (ordinal > this.latestDone) this.latestDone = ordinal
  }

  /** @returns whether it is waited for: of a node that has never called `done`, so many messages are and no more */
  begin(work: Unfinished): boolean {
    if (!this.callsDone && ++this.undone > mostUndone) return false
    this.unfinished.add(work)
    return true
  }

  finish(work: Unfinished): void {
    if (this.unfinished.delete(work))
      this.longestMs = Math.max(this.longestMs, performance.now() - work.begunMs)
  }

  /**
   * How many messages are not worth waiting for at a stop: held for longer than a stop would wait, or overtaken by
   * later ones and held for twice as long as any other. Those of listeners that do not name `done` are given up.
   *
   * @param lookAgain called when there may be more of them
   */
  countForgotten(drainTimeoutMs: number, lookAgain: () => void): number {
    for (const work of [...this.unfinished]) if (this.neverEnds(work)) work.giveUp()
    const now = performance.now()
    const left = [...this.unfinished].map(
      (work) => this.patienceFor(work, drainTimeoutMs) - (now - work.begunMs),
    )
    const coming = left.filter((ms) => ms > 0)
    if (coming.length > 0) setTimeout(lookAgain, Math.min(...coming) + 1).unref()
    return left.length - coming.length
  }

  private patienceFor({ ordinal }: Unfinished, drainTimeoutMs: number): number {
    if (ordinal > this.latestDone) return drainTimeoutMs
    return Math.min(drainTimeoutMs, Math.max(overtakenMs, 2 * this.longestMs))
  }

  private neverEnds(work: Unfinished): boolean {
    const listeners = work.listenersOfDone()
    return listeners !== undefined && !listeners.some((listener) => this.namesDone(listener))
  }

  private namesDone(listener: InputListener): boolean {
    let names = this.namers.get(listener)
    if (names === undefined) {
      names = namesDone((listener as { listener?: InputListener }).listener ?? listener)
      this.namers.set(listener, names)
    }
    return names
  }
}
