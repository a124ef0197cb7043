import type { RunningNode } from '../../runtime/define-node.js'
import { type HeldMessage, holdMessage, tooManyMessages } from '../../runtime/message/held-message.js'
import { repeatedly, type StopTimer } from '../../runtime/message/timer.js'
import { countToFlush, type DelayMode, hasContent, readMilliseconds } from './delay-mode.js'
import { compileCountStatus, type RateOptions, toTimer } from './delay-rate.js'

/**
 * Keeps the latest message of each topic.
 *
 * @param atOnce how many topics are released at the end of a period, those that wait longest first
 * @param outputs with 2, messages that a later one replaces go to the second output
 */
export function limitByTopic(
  { periodMs, allowsRate, limit }: RateOptions,
  atOnce: number,
  outputs: number,
  node: RunningNode,
): DelayMode {
  const waiting = new Map<unknown, HeldMessage>()
  const showCount = compileCountStatus(node, () => waiting.size)
  let period = periodMs
  let stopTimer: StopTimer = () => {}

  const release = (count: number) => {
    let left = count
    for (const [topic, held] of waiting) {
      if (left-- <= 0) break
      waiting.delete(topic)
      held.send(held.message)
      held.release()
    }
  }
  const start = () => {
    stopTimer()
    stopTimer = repeatedly(toTimer(period), () => {
      if (waiting.size === 0) return
      release(atOnce)
      showCount.soon()
    })
  }
  const keep = (held: HeldMessage) => {
    const { topic } = held.message
    const earlier = waiting.get(topic)
    if (earlier === undefined && waiting.size >= limit) throw tooManyMessages(limit)
    if (earlier !== undefined) {
      if (outputs === 2) held.send([null, earlier.message])
      earlier.release()
    }
    waiting.set(topic, held)
    showCount.soon()
  }
  const clear = () => {
    for (const held of waiting.values()) held.release()
    waiting.clear()
  }
  const changePeriod = (next: number) => {
    if (next === period) return
    period = next
    start()
  }
  start()

  return {
    input(message, send) {
      if (Object.hasOwn(message, 'reset')) {
        clear()
        changePeriod(periodMs)
        node.status({ text: 'reset' })
        return
      }
      if (allowsRate) changePeriod(readMilliseconds(message.rate) ?? period)
      const isFlush = Object.hasOwn(message, 'flush')
      const count = countToFlush(message)
      delete message.flush
      if (isFlush && !hasContent(message, 'topic')) {
        release(count)
        node.status({})
        return
      }
      if (!Object.hasOwn(message, 'topic')) message.topic = '_none_'
      const done = holdMessage(message, send, keep)
      if (isFlush) {
        release(count)
        node.status({})
      }
      return done
    },
    close() {
      stopTimer()
      clear()
      showCount.close()
    },
  }
}
