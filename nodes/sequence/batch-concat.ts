import type { Behaviour, RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { type HeldMessage, readMessageLimit, tooManyMessages } from '../../runtime/message/held-message.js'
import { behave, releaseAll, sendSequence } from './batch-messages.js'
import { failTogether, type Parts } from './held-sequences.js'

interface Sequence {
  readonly count: number
  readonly messages: HeldMessage[]
}

/** The sequences of one topic, by id, in the order in which they began. */
type Sequences = Map<unknown, Sequence>

/** Makes one sequence of those of several topics, in the order of the topics. */
export function concatSequences(topics: readonly string[], node: RunningNode): Behaviour {
  const limit = readMessageLimit(node.settings)
  const waiting = new Map<unknown, Sequences>(topics.map((topic) => [topic, new Map()]))
  let size = 0

  const clear = (): HeldMessage[] => {
    const cleared = [...waiting.values()].flatMap((sequences) =>
      [...sequences.values()].flatMap(({ messages }) => messages),
    )
    for (const sequences of waiting.values()) sequences.clear()
    size = 0
    return cleared
  }
  const keep = (held: HeldMessage) => {
    put(held, waiting)
    size++
    for (let ready = takeReady(topics, waiting); ready !== undefined; ready = takeReady(topics, waiting)) {
      sendSequence(ready, true)
      releaseAll(ready)
      size -= ready.length
    }
    if (size <= limit) return
    const others = clear().filter((one) => one !== held)
    failTogether([...others, held], tooManyMessages(limit, others.length + 1))
  }
  return { ...behave(keep, () => releaseAll(clear())), waiting: () => size }
}

function put(held: HeldMessage, waiting: ReadonlyMap<unknown, Sequences>): void {
  const { topic, parts } = held.message
  const sequences = waiting.get(topic)
  if (sequences === undefined) {
    const shown = JSON.stringify(topic) ?? 'missing'
    throw new MillraceError(
      'NODE_FAILED',
      `msg.topic is ${shown}, which is none of the topics to concatenate.`,
    )
  }
  const { id, index, count } = (parts ?? {}) as Parts
  if (id === undefined || index === undefined || count === undefined) {
    throw new MillraceError(
      'NODE_FAILED',
      'msg.parts needs id, index and count: only sequences can be concatenated.',
    )
  }
  const sequence = sequences.get(id) ?? { count: Number(count), messages: [] }
  sequence.messages.push(held)
  sequences.set(id, sequence)
}

/** The messages of the first sequence of each topic, where all of them are complete. */
function takeReady(
  topics: readonly string[],
  waiting: ReadonlyMap<unknown, Sequences>,
): HeldMessage[] | undefined {
  const firsts: Array<{ topic: string; id: unknown; sequence: Sequence }> = []
  const taken = new Map<string, number>()
  for (const topic of topics) {
    const place = taken.get(topic) ?? 0
    const [id, sequence] = entryAt(waiting.get(topic) as Sequences, place) ?? []
    if (sequence === undefined || sequence.messages.length < sequence.count) return undefined
    taken.set(topic, place + 1)
    firsts.push({ topic, id, sequence })
  }
  for (const { topic, id } of firsts) waiting.get(topic)?.delete(id)
  return firsts.flatMap(({ sequence }) => sequence.messages)
}

/** A topic that is listed twice gives two sequences. */
function entryAt(sequences: Sequences, place: number): [unknown, Sequence] | undefined {
  let left = place
  for (const entry of sequences) if (left-- === 0) return entry
  return undefined
}
