import type { ContextStore } from '../../context/store.js'
import type { RunningNode } from '../../define-node.js'
import type { ForeignValue } from '../../message/foreign.js'
import type { Answers } from '../answers.js'
import type { Failure } from '../realm/realm.js'

/** What operations need of the function that asks for them. */
export interface Asking {
  readonly node: RunningNode
  /** Messages as the realm made them, for the outputs in order. */
  sendOne(invocation: number, message: object): void
  sendMany(invocation: number, outputs: readonly unknown[]): void
  /** The function has settled: nothing else says that the message is finished. */
  finish(invocation: number): void
  /** `node.done()`, with the realm's message. */
  done(invocation: number, message: object): void
  fail(invocation: number, failure: Failure): void
  /** An error that belongs to no message: thrown in a timer, a rejection that nobody handled. */
  unhandled(failure: Failure): void
  logFailure(failure: Failure): void
  errorOf(failure: Failure): unknown
  setTimer(id: number, milliseconds: number, repeats: boolean): void
  clearTimer(id: number): void
  refreshTimer(id: number): void
  /** What the function waits for outside of its realm. */
  readonly answers: Answers
  /** Where the realm keeps values of contexts as its own. */
  readonly values: ContextValues | undefined
}

/** How values of contexts become those of a realm. */
export interface ContextValues {
  /** A value of the host, brought in. */
  adopt(value: object): ForeignValue
  /** An object of the realm, as it is kept in a context. */
  hold(value: object): ForeignValue
}

/**
 * An operation that the realm may ask for. Its parameters are primitive values and copies, or objects that the realm
 * holds back for the host; where another realm object is meant, the parameter's comment says so. What it returns is
 * copied into the realm, what it throws becomes the text of an error there.
 */
export type Operation = (asking: Asking, ...parameters: never[]) => unknown

export type Operations = Readonly<Record<string, Operation>>

/** Which context store of a node a realm means. */
export function storeOf(node: RunningNode, scope: string): ContextStore {
  if (scope === 'flow') return node.context.flow
  return scope === 'global' ? node.context.global : node.context.node
}
