import { executionAsyncId } from 'node:async_hooks'
import { type Context, Script } from 'node:vm'
import type { MillraceError } from '../errors.js'
import type { Guard } from '../message/foreign.js'
import { restoreAsyncStack } from './async-stack.js'
import { interruptedError } from './interrupted-error.js'
import { cells, reasons, states } from './watch/watch-state.js'
import type { Watchdog } from './watch/watchdog.js'

/** What an entry tells its sandbox. */
export interface EntryListener {
  /** Microtasks of the realm were cut off, with every one that waited. */
  onMicrotasksInterrupted(error: MillraceError): void
  /** The realm's code has run, microtasks included. */
  onLeft(): void
}

/** A call of a function that the entry may have to interrupt. */
export interface WatchedCall {
  readonly label: string
  readonly limitMs: number
}

/** With a time limit of its own for each run, calls may start in it for this long; later ones get a run of their own. */
const sharedRunMs = 100

/**
 * The only way into a realm: a watched run of a script that calls back to host code, which calls the functions. One
 * entry serves a whole batch of messages, since entering costs more than most calls. At its end the realm's
 * microtasks run, watched as well.
 */
export class Entry implements Guard {
  private readonly script = new Script('millraceEnter()', { filename: 'millrace:enter' })
  private readonly signalled = { breakOnSigint: true, displayErrors: false }
  private body: (() => void) | undefined
  private hasThrown = false
  private thrown: unknown
  private activeCall: WatchedCall | undefined
  private isRunning = false
  private startedAt = 0
  private timedLimitMs = 0
  private readonly cell: Int32Array

  constructor(
    private readonly context: Context,
    private readonly watchdog: Watchdog,
    private readonly listener: EntryListener,
    private readonly limits: { timeoutMs: number; memoryMb: number },
  ) {
    this.cell = watchdog.cell
  }

  run(body: () => void): void {
    this.enter(body, this.limits.timeoutMs)
  }

  /** As `run`, with another time limit for what `body` calls. */
  enter(body: () => void, limitMs: number): void {
    if (this.isRunning) {
      body()
      return
    }
    this.isRunning = true
    this.body = body
    this.hasThrown = false
    this.activeCall = undefined
    this.cell[cells.memory] = this.limits.memoryMb
    Atomics.store(this.cell, cells.inRun, 1)
    let interruption: unknown
    const asyncId = executionAsyncId()
    try {
      this.script.runInContext(this.context, this.runOptions(limitMs))
    } catch (error) {
      interruption = error
      restoreAsyncStack(asyncId)
    }
    this.isRunning = false
    this.leave(interruption !== undefined)
  }

  /** Called by the realm at the beginning of a run, once: whoever calls it again finds nothing to run. */
  readonly runBody = (): void => {
    const { body } = this
    if (body === undefined) return
    this.body = undefined
    try {
      body()
    } catch (error) {
      this.hasThrown = true
      this.thrown = error
    }
    // What follows are the realm's microtasks: a call like any other, for which the default limit holds.
    this.cell[cells.limit] = this.limits.timeoutMs
    this.cell[cells.calls]! += 1
    Atomics.store(this.cell, cells.state, states.inRealm)
  }

  /** A function is about to be called; its code marks the rest itself. */
  begin(call: WatchedCall): void {
    this.activeCall = call
    this.cell[cells.limit] = call.limitMs
  }

  end(): void {
    this.activeCall = undefined
  }

  /** Runs the realm's code for host code that was itself called by a function, or between two calls of functions. */
  watchInside(call: WatchedCall, run: () => void): void {
    const { cell } = this
    const outer = this.activeCall
    const before = Atomics.load(cell, cells.state)
    if (before === states.idle) {
      this.begin(call)
      cell[cells.calls]! += 1
    }
    Atomics.store(cell, cells.state, states.inRealm)
    run()
    if (Atomics.compareExchange(cell, cells.state, states.inRealm, before) === states.interrupting) {
      for (;;) {
        // The signal is on its way: it ends this run.
      }
    }
    this.activeCall = outer
  }

  /** The realm ran out of stack in the middle of a call. */
  abandon(): void {
    this.activeCall = undefined
    Atomics.store(this.cell, cells.state, states.idle)
  }

  get isInside(): boolean {
    return this.isRunning
  }

  /** Whether a call may be made in the run that is going on: its time limit must not end it too early, or too late. */
  canCall(limitMs: number): boolean {
    if (!this.isRunning) return false
    if (this.timedLimitMs === 0) return true
    return limitMs === this.timedLimitMs && performance.now() - this.startedAt < sharedRunMs
  }

  private runOptions(limitMs: number): { breakOnSigint?: boolean; timeout?: number; displayErrors: boolean } {
    if (this.watchdog.isReady) {
      this.timedLimitMs = 0
      return this.signalled
    }
    this.timedLimitMs = limitMs
    this.startedAt = performance.now()
    return { timeout: limitMs + sharedRunMs, displayErrors: false }
  }

  private leave(wasInterrupted: boolean): void {
    const before = Atomics.compareExchange(this.cell, cells.state, states.inRealm, states.idle)
    Atomics.store(this.cell, cells.inRun, 0)
    if (before === states.interrupting && !wasInterrupted) this.awaitSignal()
    Atomics.store(this.cell, cells.state, states.idle)
    Atomics.notify(this.cell, cells.state)
    const call = this.activeCall
    this.activeCall = undefined
    const { hasThrown, thrown } = this
    this.thrown = undefined
    if (wasInterrupted) this.reportInterruption(call)
    this.listener.onLeft()
    if (hasThrown) throw thrown
    if (wasInterrupted && call !== undefined) throw this.describe(call)
  }

  private reportInterruption(call: WatchedCall | undefined): void {
    if (this.isFromOutside) this.watchdog.passSigintOn()
    else if (call === undefined) this.listener.onMicrotasksInterrupted(this.describe(undefined))
  }

  private get isFromOutside(): boolean {
    return this.timedLimitMs === 0 && this.cell[cells.reason] === 0
  }

  private describe(call: WatchedCall | undefined): MillraceError {
    if (this.isFromOutside) return interruptedError('signal', call, 0)
    const reason = this.cell[cells.reason]
    this.cell[cells.reason] = 0
    if (reason === reasons.memory) return interruptedError('memory', call, this.limits.memoryMb)
    return interruptedError('time', call, call?.limitMs ?? this.limits.timeoutMs)
  }

  /** The run ended just as the watchdog decided to break it: its thread is hit by the signal and says so. */
  private awaitSignal(): void {
    Atomics.wait(this.cell, cells.state, states.interrupting, 1000)
    this.cell[cells.reason] = 0
  }
}
