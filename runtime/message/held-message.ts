import { MillraceError } from '../errors.js'
import type { Message, Send } from './message.js'

/** A message that a node keeps for later. It is in flight until one of the two functions is called. */
export interface HeldMessage {
  readonly message: Message
  readonly send: Send
  /** It has left the node, or is no longer wanted there. */
  release(): void
  /** It is lost: the error goes to catch nodes. */
  fail(error: unknown): void
}

/**
 * What `input` returns for a message that the node keeps: `keep` is called at once, and may throw. Where it begins work
 * that goes on without waiting for anything else, it returns the promise of that: it comes before the next delivery.
 */
export function holdMessage(
  message: Message,
  send: Send,
  keep: (held: HeldMessage) => unknown,
): PromiseLike<void> {
  const holding = new Holding(message, send)
  holding.isAtWork = isThenable(keep(holding))
  return holding
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function'
}

/** How a held message ended; undefined: it was released. */
type Failure = { readonly error: unknown } | undefined

/**
 * A message that is held. Promises would do, but a node that holds a hundred thousand messages makes as many, and each
 * stands for work of the microtasks that has to be awaited before the next delivery; here there is none.
 */
export class Holding implements HeldMessage, PromiseLike<void> {
  /** The node went on in microtasks when it took the message. */
  isAtWork = false
  private isSettled = false
  private failure: Failure
  private tell: ((failure: Failure) => void) | undefined

  constructor(
    readonly message: Message,
    readonly send: Send,
  ) {}

  readonly release = (): void => this.settle(undefined)
  readonly fail = (error: unknown): void => this.settle({ error })

  /** Calls back once the message is no longer held: at once where that is so already. There is one who asks. */
  follow(tell: (failure: Failure) => void): void {
    if (this.isSettled) tell(this.failure)
    else this.tell = tell
  }

  // biome-ignore lint/suspicious/noThenProperty: so that it can be awaited
  then<Value = void, Reason = never>(
    onReleased?: (() => Value | PromiseLike<Value>) | null,
    onFailed?: ((reason: unknown) => Reason | PromiseLike<Reason>) | null,
  ): PromiseLike<Value | Reason> {
    const settled = new Promise<void>((resolve, reject) =>
      this.follow((failure) => (failure === undefined ? resolve() : reject(failure.error))),
    )
    return settled.then(onReleased, onFailed)
  }

  private settle(failure: Failure): void {
    if (this.isSettled) return
    this.isSettled = true
    this.failure = failure
    this.tell?.(failure)
  }
}

/** How many messages a node may hold, by the setting `nodeMessageBufferMaxLength`: Infinity where it is 0 or not set. */
export function readMessageLimit(settings: Readonly<Record<string, unknown>>): number {
  const limit = Number(settings.nodeMessageBufferMaxLength)
  return limit > 0 ? limit : Number.POSITIVE_INFINITY
}

/** @param lost how many messages are given up with this error */
export function tooManyMessages(limit: number, lost = 1): MillraceError {
  const what = lost === 1 ? 'This one is dropped' : `${lost} of them, with this one, are dropped`
  return new MillraceError(
    'BUFFER_FULL',
    `More than ${limit} messages are waiting here. ${what}; the setting nodeMessageBufferMaxLength allows more.`,
  )
}
