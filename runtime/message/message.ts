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

/** A {@link Send} that knows the outputs of its node by number, from 0, and by the names that its type gives them. */
export interface OutputSend<Output extends string = string> {
  (messages: Sendable, clone?: boolean): void
  /**
   * Sends by one output.
   *
   * @throws MillraceError BAD_ARGUMENT where the node type has no output of that name
   */
  to(output: Output | number, messages: MaybeMessage | readonly MaybeMessage[], clone?: boolean): void
}
