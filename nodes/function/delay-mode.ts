import type { Message, Send } from '../../runtime/message/message.js'

/** What a delay node does, in one of its ways. */
export interface DelayMode {
  input(message: Message, send: Send): void | PromiseLike<void>
  close(): void
}

const control = new Set(['_msgid', 'flush', 'reset'])

/**
 * Whether a message is to be sent on, and not only there to release or to drop others.
 *
 * @param besides a property that does not make it one
 */
export function hasContent(message: Message, besides?: string): boolean {
  return Object.keys(message).some((property) => !control.has(property) && property !== besides)
}

/** How many messages `msg.flush` asks for: a number of them, or all. */
export function countToFlush({ flush }: Message): number {
  if (typeof flush !== 'number') return Number.POSITIVE_INFINITY
  return Math.max(0, Math.floor(flush)) || 0
}

/** Milliseconds that a property of the message gives; undefined where it gives none. */
export function readMilliseconds(value: unknown): number | undefined {
  const number = Number.parseFloat(String(value))
  return Number.isNaN(number) ? undefined : Math.max(0, number)
}
