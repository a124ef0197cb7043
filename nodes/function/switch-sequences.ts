import { type HeldMessage, tooManyMessages } from '../../runtime/message/held-message.js'
import { generateId } from '../../runtime/message/ids.js'
import type { Message } from '../../runtime/message/message.js'

/** `msg.parts` of a message of a sequence. */
export interface PartOfSequence {
  id: unknown
  index: number
  /** How long the sequence is; known at the latest with its last message. */
  count?: number
}

export function isPart(parts: unknown): parts is PartOfSequence {
  return typeof parts === 'object' && parts !== null && 'id' in parts && 'index' in parts
}

export interface Sequences {
  /** Keeps a message that {@link isPart}; gives the whole sequence once this one completes it. */
  add(held: HeldMessage): HeldMessage[] | undefined
  /** How many messages wait. */
  count(): number
  /** Forgets all. */
  clear(): void
}

interface Group {
  count: number | undefined
  held: HeldMessage[]
}

/** Gathers messages until the sequences that they are part of are complete. */
export function createSequences(limit: number): Sequences {
  const groups = new Map<unknown, Group>()
  let waiting = 0

  const clear = () => {
    for (const { held } of groups.values()) for (const { release } of held) release()
    groups.clear()
    waiting = 0
  }

  return {
    add(held) {
      const parts = held.message.parts as PartOfSequence
      if (waiting + 1 > limit) {
        const lost = waiting + 1
        clear()
        held.fail(tooManyMessages(limit, lost))
        return undefined
      }
      const group = groups.get(parts.id) ?? { count: undefined, held: [] }
      groups.set(parts.id, group)
      group.held.push(held)
      group.count = parts.count ?? group.count
      waiting++
      if (group.held.length !== group.count) return undefined
      groups.delete(parts.id)
      waiting -= group.held.length
      for (const { message } of group.held) (message.parts as PartOfSequence).count = group.count
      return group.held
    },
    count: () => waiting,
    clear,
  }
}

/** Where the messages of a sequence go: for each its outputs, the message itself or nothing. */
export type Routed = ReadonlyArray<Message | null>

/** Makes a sequence of its own of the messages for each output; gives them one after the other. */
export function* renumberSequence(routes: readonly Routed[]): Generator<Routed> {
  const outputs = routes.reduce((most, { length }) => Math.max(most, length), 0)
  const ids = Array.from({ length: outputs }, generateId)
  const counts = ids.map((_, output) => routes.filter((route) => route[output]).length)
  const next = ids.map(() => 0)
  for (const route of routes) {
    yield route.map((message, output) => {
      if (!message) return null
      const place = { id: ids[output], index: next[output]!++, count: counts[output] }
      return { ...message, parts: { ...(message.parts as object), ...place } }
    })
  }
}
