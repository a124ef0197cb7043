import type { ForeignMessage } from './foreign.js'

/** What passes along wires: `msg` in user expressions. */
export interface Message {
  _msgid?: string
  payload?: unknown
  topic?: unknown
  [property: string]: unknown
}

/**
 * What a node may send: a message for its first output, or a list with an entry for each output, where an entry is a
 * message, a list of messages that follow each other, or nothing.
 */
export type Sendable = MaybeMessage | ReadonlyArray<MaybeMessage | readonly MaybeMessage[]>

type MaybeMessage = Message | ForeignMessage | null | undefined

/**
 * Sends along the node's wires. The first reader gets the message itself and every other one a clone; with
 * `clone: true` the first reader gets a clone as well, so that the sender may go on using its own.
 */
export type Send = (messages: Sendable, clone?: boolean) => void
