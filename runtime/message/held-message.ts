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

/** What `input` returns for a message that the node keeps: `keep` is called at once, and may throw. */
export function holdMessage(message: Message, send: Send, keep: (held: HeldMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => keep({ message, send, release: resolve, fail: reject }))
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
