import { type HeldMessage, tooManyMessages } from '../../runtime/message/held-message.js'

/** What `msg.parts` says of the place of a message in its sequence. */
export interface Parts {
  id?: unknown
  index?: unknown
  count?: unknown
  [property: string]: unknown
}

interface Sequence {
  count: number | undefined
  readonly messages: HeldMessage[]
}

/**
 * Messages that wait until all of their sequence is there. Beyond the limit the oldest sequence is given up: the last
 * message of it fails, for all of them.
 */
export class HeldSequences {
  private readonly sequences = new Map<unknown, Sequence>()
  private held = 0

  constructor(private readonly limit: number) {}

  /** How many messages wait. */
  get size(): number {
    return this.held
  }

  /** Keeps a message; gives all messages of its sequence where it was the last one missing. */
  add(held: HeldMessage, { id, count }: Parts): HeldMessage[] | undefined {
    const sequence = this.sequences.get(id) ?? { count: undefined, messages: [] }
    this.sequences.set(id, sequence)
    if (count !== undefined) sequence.count = Number(count)
    sequence.messages.push(held)
    this.held++
    if (sequence.count !== undefined && sequence.messages.length >= sequence.count) {
      this.remove(id, sequence)
      return sequence.messages
    }
    if (this.held > this.limit) this.giveUpOldest()
    return undefined
  }

  releaseAll(): void {
    for (const { messages } of this.sequences.values()) for (const held of messages) held.release()
    this.sequences.clear()
    this.held = 0
  }

  private giveUpOldest(): void {
    const [id, sequence] = this.sequences.entries().next().value as [unknown, Sequence]
    this.remove(id, sequence)
    failTogether(sequence.messages, tooManyMessages(this.limit, sequence.messages.length))
  }

  private remove(id: unknown, { messages }: Sequence): void {
    this.sequences.delete(id)
    this.held -= messages.length
  }
}

/** Fails the last of some messages, for all of them. */
export function failTogether(messages: readonly HeldMessage[], error: unknown): void {
  for (const held of messages.slice(0, -1)) held.release()
  messages.at(-1)?.fail(error)
}
