import type { Behaviour, RunningNode } from '../../runtime/define-node.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import {
  type HeldMessage,
  holdMessage,
  readMessageLimit,
  tooManyMessages,
} from '../../runtime/message/held-message.js'
import { generateId } from '../../runtime/message/ids.js'
import type { Message } from '../../runtime/message/message.js'
import { repeatedly } from '../../runtime/message/timer.js'
import { failTogether, type Parts } from './held-sequences.js'

export interface CountOptions {
  readonly count: number
  /** How many messages of a sequence begin the next one as well. */
  readonly overlap: number
  /** The last message of a sequence, by its parts, ends the batch. */
  readonly honourParts: boolean
}

/** Makes a sequence of every so many messages. */
export function batchByCount({ count, overlap, honourParts }: CountOptions, node: RunningNode): Behaviour {
  const limit = readMessageLimit(node.settings)
  let waiting: HeldMessage[] = []

  const keep = (held: HeldMessage) => {
    const isLast = honourParts && isLastOfSequence(held.message)
    waiting.push(held)
    if (waiting.length >= count || isLast) {
      sendSequence(waiting, overlap > 0)
      const kept = overlap === 0 ? [] : waiting.slice(-overlap)
      for (const sent of waiting.slice(0, waiting.length - kept.length)) sent.release()
      waiting = kept
    }
    if (waiting.length > limit) {
      failTogether(waiting, tooManyMessages(limit, waiting.length))
      waiting = []
    }
  }
  const reset = () => {
    releaseAll(waiting)
    waiting = []
  }
  return { ...behave(keep, reset), waiting: () => waiting.length }
}

export interface IntervalOptions {
  readonly intervalMs: number
  /** Where no message came, a message without payload is sent. */
  readonly allowsEmpty: boolean
}

/** Makes a sequence of what comes in each interval. */
export function batchByInterval({ intervalMs, allowsEmpty }: IntervalOptions, node: RunningNode): Behaviour {
  const limit = readMessageLimit(node.settings)
  let waiting: HeldMessage[] = []

  const sendBatch = () => {
    const batch = waiting
    waiting = []
    if (batch.length > 0) sendSequence(batch, false)
    else if (allowsEmpty) node.send({ payload: null, parts: { id: generateId(), index: 0, count: 1 } })
    releaseAll(batch)
  }
  const keep = (held: HeldMessage) => {
    waiting.push(held)
    if (waiting.length <= limit) return
    failTogether(waiting, tooManyMessages(limit, waiting.length))
    waiting = []
  }
  let stopTimer = repeatedly(intervalMs, sendBatch)
  const reset = () => {
    stopTimer()
    releaseAll(waiting)
    waiting = []
  }
  return behave(keep, reset, () => {
    stopTimer = repeatedly(intervalMs, sendBatch)
  })
}

/** @param restart called after a reset by a message, and not after one by `close` */
export function behave(keep: (held: HeldMessage) => void, reset: () => void, restart = () => {}): Behaviour {
  return {
    input(message, send) {
      if (!Object.hasOwn(message, 'reset')) return holdMessage(message, send, keep)
      reset()
      restart()
    },
    close: () => reset(),
  }
}

/** The messages get the id of the first one as that of their sequence. */
export function sendSequence(messages: readonly HeldMessage[], clones: boolean): void {
  const id = messages[0]?.message._msgid ?? generateId()
  const count = messages.length
  for (const [index, held] of messages.entries()) {
    const message = clones ? cloneMessage(held.message) : held.message
    message.parts = { ...(message.parts as Parts | undefined), id, index, count }
    held.send(message)
  }
}

export function releaseAll(messages: Iterable<HeldMessage>): void {
  for (const held of messages) held.release()
}

function isLastOfSequence({ parts }: Message): boolean {
  const { index, count } = (parts ?? {}) as Parts
  return index !== undefined && Number(index) + 1 === Number(count)
}
