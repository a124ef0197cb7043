import type { RunningNode } from '../../runtime/define-node.js'
import { type HeldMessage, holdMessage, tooManyMessages } from '../../runtime/message/held-message.js'
import type { Message } from '../../runtime/message/message.js'
import { afterDelay, type StopTimer } from '../../runtime/message/timer.js'
import { countToFlush, type DelayMode, hasContent } from './delay-mode.js'

/**
 * Holds each message for a time of its own.
 *
 * @param shows when the state says how many wait: only at a flush or reset, before a message leaves, or after it has
 */
export function holdEach(
  waitOf: (message: Message) => number,
  limit: number,
  shows: 'seldom' | 'before' | 'after',
  node: RunningNode,
): DelayMode {
  const waiting = new Map<HeldMessage, StopTimer>()
  const showCount = (shape: 'dot' | 'ring' = 'dot') => {
    node.status({ fill: 'blue', shape, text: String(waiting.size) })
  }
  const letGo = (held: HeldMessage) => {
    waiting.delete(held)
    if (shows === 'before') showCount()
    else if (shows === 'after' && waiting.size === 0) node.status({})
    held.send(held.message)
    if (shows === 'after') showCount()
    held.release()
  }
  const keep = (held: HeldMessage) => {
    if (waiting.size >= limit) throw tooManyMessages(limit)
    waiting.set(
      held,
      afterDelay(waitOf(held.message), () => letGo(held)),
    )
    if (shows !== 'seldom') showCount()
  }
  const flush = (count: number) => {
    let left = count
    for (const [held, stop] of waiting) {
      if (left-- <= 0) break
      stop()
      letGo(held)
    }
    showCount()
  }
  const clear = () => {
    for (const [held, stop] of waiting) {
      stop()
      held.release()
    }
    waiting.clear()
  }
  return {
    input(message, send) {
      if (Object.hasOwn(message, 'reset')) {
        clear()
        showCount('ring')
        return
      }
      const isFlush = Object.hasOwn(message, 'flush')
      const count = countToFlush(message)
      const done = isFlush && !hasContent(message) ? undefined : holdMessage(message, send, keep)
      if (isFlush) flush(count)
      return done
    },
    close() {
      clear()
      node.status({})
    },
  }
}
