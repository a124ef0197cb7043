import type { RunningNode } from '../define-node.js'
import { MillraceError } from '../errors.js'
import type { Message, Send, Sendable } from '../message/message.js'
import { Answers } from './answers.js'
import type { Asking, ContextValues } from './bridge/operation.js'
import type { Entry, WatchedCall } from './entry.js'
import { FunctionError, type Place } from './function-error.js'
import { interruptedError } from './interrupted-error.js'
import { Invocations } from './invocations.js'
import type { Failure, RealmExports, RealmFunction } from './realm/realm.js'
import type { FlowCalls, SandboxFunction } from './sandbox.js'
import { TimerSet } from './timer-set.js'

/** How messages get into a realm and out of it. */
export interface Boundary {
  /** @throws where the message cannot be copied */
  enter(message: Message): unknown
  leave(message: object): Sendable & object
}

export interface RunnerParts {
  readonly number: number
  readonly completesItself: boolean
  readonly hasCleanup: boolean
  readonly node: RunningNode
  readonly label: string
  readonly limitMs: number
  readonly entry: Entry
  readonly realm: RealmExports
  readonly boundary: Boundary
  /** Where contexts keep values of the realm. */
  readonly values: ContextValues | undefined
  readonly linkCalls: FlowCalls | undefined
  placeOf(failure: Failure): Place | undefined
  mapStack(stack: string): string
  onClosed(): void
}

const pending = 1
const failed = 2
const mostMessagesOfOneCall = 100_000

/** One function node's function, as the host sees it. */
export class FunctionRunner implements SandboxFunction, WatchedCall, Asking {
  readonly label: string
  readonly limitMs: number
  readonly completesItself: boolean
  readonly node: RunningNode
  readonly values: ContextValues | undefined
  readonly answers: Answers
  private readonly entry: Entry
  private readonly boundary: Boundary
  private readonly invocations: Invocations
  private readonly timers = new TimerSet(
    (id) => this.fireTimer(id),
    () => this.parts.realm.forgetTimers(this.parts.number),
  )
  private lastId = 0
  private currentSend: Send | undefined
  /** How the current message was finished before the function returned. */
  private early: { error?: unknown } | undefined
  private sentInCall = 0
  /** Why the function takes no messages. */
  private setupFault: MillraceError | undefined

  /** Made for the first message: a flow starts sooner, and parts of it may never be used. */
  private made: RealmFunction | undefined

  constructor(
    private readonly parts: RunnerParts,
    private readonly make: () => RealmFunction,
  ) {
    this.label = parts.label
    this.completesItself = parts.completesItself
    this.limitMs = parts.limitMs
    this.node = parts.node
    this.entry = parts.entry
    this.boundary = parts.boundary
    this.values = parts.values
    this.answers = new Answers(parts.realm, parts.linkCalls, (call) => this.callBack(call))
    this.invocations = new Invocations(parts.limitMs, () => interruptedError('time', this, this.limitMs))
  }

  input(message: Message, send: Send): void | Promise<void> {
    if (this.setupFault !== undefined) throw this.setupFault
    if (!this.entry.canCall(this.limitMs)) return this.inputAlone(message, send)
    const made = this.made ?? this.makeNow()
    const native = this.boundary.enter(message)
    const id = ++this.lastId
    this.currentSend = send
    const outcome = this.watch(() => made.invoke(native, id))
    this.currentSend = undefined
    if (typeof outcome === 'object') send(this.boundary.leave(outcome as object))
    if (typeof outcome === 'number' || this.early !== undefined) return this.settleOutcome(outcome, id, send)
  }

  /** Runs the setup code. Where it fails, that is this node's error, and that of each message that comes to it. */
  async setup(): Promise<void> {
    const made = this.makeNow()
    const id = ++this.lastId
    try {
      await this.runPiece(() => made.setup(id), id)
    } catch (error) {
      this.timers.clearAll()
      const message = `${this.label} takes no messages, since its setup code failed: ${textOf(error)}`
      this.setupFault = new MillraceError('NODE_START_FAILED', message, { cause: error })
      this.node.error(this.setupFault)
    }
  }

  async close(): Promise<void> {
    if (this.made !== undefined || this.parts.hasCleanup) await this.cleanUp(this.made ?? this.makeNow())
    this.parts.onClosed()
  }

  private async cleanUp(made: RealmFunction): Promise<void> {
    await this.answers.closeCalls()
    const id = ++this.lastId
    try {
      await this.runPiece(() => made.cleanup(id), id)
    } catch (error) {
      this.node.error(error)
    }
    this.timers.clearAll()
    this.invocations.settleAll()
  }

  private makeNow(): RealmFunction {
    this.made = this.make()
    return this.made
  }

  /** The realm's microtasks were cut off while this function had the word: what it has in flight cannot go on. */
  cutOff(error: MillraceError): void {
    this.timers.clearAll()
    if (!this.invocations.settleAll({ error })) this.node.error(error)
  }

  sendOne(id: number, message: object): void {
    this.sendBy(id, () => this.boundary.leave(message))
  }

  sendMany(id: number, outputs: readonly unknown[]): void {
    this.sendBy(id, () => this.leaveAll(outputs))
  }

  finish(id: number): void {
    this.invocations.settle(id)
  }

  done(id: number, message: object | undefined): void {
    if (message === undefined || this.invocations.hasExpired(id)) return
    this.node.peers.complete(this.node.id, this.boundary.leave(message) as Message)
    if (!this.completesItself || this.invocations.settle(id)) return
    if (id === this.lastId && this.currentSend !== undefined) this.early ??= {}
  }

  fail(id: number, failure: Failure): void {
    const error = this.errorOf(failure)
    if (this.invocations.settle(id, { error })) return
    if (id === this.lastId && this.currentSend !== undefined) this.early = { error }
    else if (!this.invocations.hasExpired(id)) this.node.error(error)
  }

  /** Of no message, but catch nodes hear of it: nobody else would. */
  unhandled(failure: Failure): void {
    this.node.error(this.errorOf(failure), {})
  }

  /** What could not be sent beside what could: the message has not failed. */
  logFailure(failure: Failure): void {
    this.node.error(this.errorOf(failure))
  }

  errorOf(failure: Failure): unknown {
    if (failure.name === '') return failure.message
    return new FunctionError(failure, this.parts.placeOf(failure), this.parts.mapStack(failure.stack))
  }

  setTimer(id: number, milliseconds: number, repeats: boolean): void {
    this.timers.set(id, milliseconds, repeats)
  }

  clearTimer(id: number): void {
    this.timers.clear(id)
  }

  refreshTimer(id: number): void {
    this.timers.refresh(id)
  }

  /** Marks a call for the watchdog. What the realm throws (out of stack) is never passed on. */
  private watch(call: () => unknown): unknown {
    this.early = undefined
    this.sentInCall = 0
    this.entry.begin(this)
    let outcome: unknown
    try {
      outcome = call()
    } catch {
      this.entry.abandon()
      throw new RangeError(`${this.label}: the stack was exhausted before it could be called.`)
    }
    this.entry.end()
    return outcome
  }

  /** Without a run that has time for this call: in one of its own, later where another one goes on. */
  private inputAlone(message: Message, send: Send): void | Promise<void> {
    if (this.entry.isInside) {
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve(this.inputAlone(message, send))
          } catch (error) {
            reject(error)
          }
        })
      })
    }
    const called: { result?: void | Promise<void> } = {}
    this.entry.enter(() => {
      called.result = this.input(message, send)
    }, this.limitMs)
    return called.result
  }

  private settleOutcome(outcome: unknown, id: number, send: Send): void | Promise<void> {
    if (outcome === failed) throw this.errorOf(this.parts.realm.takeFailure())
    const { early } = this
    this.early = undefined
    if (early === undefined) return outcome === pending ? this.invocations.follow(id, send) : undefined
    if ('error' in early) throw early.error
  }

  private async runPiece(run: () => unknown, id: number): Promise<void> {
    let outcome: unknown
    let followed: Promise<void> | undefined
    this.entry.enter(() => {
      outcome = this.watch(run)
      if (outcome === pending) followed = this.invocations.follow(id, this.node.send)
    }, this.limitMs)
    if (outcome === failed) throw this.errorOf(this.parts.realm.takeFailure())
    await followed
  }

  private fireTimer(id: number): void {
    this.callBack(() => this.parts.realm.fireTimer(id))
  }

  /** Calls back into the realm on behalf of no message. A function whose timers run too long loses all of them. */
  private callBack(call: () => void): void {
    try {
      this.entry.enter(() => this.watch(call), this.limitMs)
    } catch (error) {
      this.timers.clearAll()
      this.node.error(error, {})
    }
  }

  private sendBy(id: number, leave: () => Sendable): void {
    if (this.invocations.hasExpired(id)) return
    if (++this.sentInCall > mostMessagesOfOneCall) {
      throw new Error(`A function can send ${mostMessagesOfOneCall} messages at once, not more.`)
    }
    const isCurrent = id === this.lastId && this.currentSend !== undefined
    const send = isCurrent ? (this.currentSend as Send) : (this.invocations.sendOf(id) ?? this.node.send)
    send(leave())
  }

  /** The realm's lists, read by index, as lists of the host's. */
  private leaveAll(outputs: readonly unknown[]): Sendable {
    const list: Array<Sendable & object> = []
    for (let index = 0; index < outputs.length; index++) {
      const entry = outputs[index]
      const left = Array.isArray(entry)
        ? this.leaveAll(entry)
        : typeof entry === 'object' && entry !== null
          ? this.boundary.leave(entry)
          : undefined
      list.push(left as Sendable & object)
    }
    return list as unknown as Sendable
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
