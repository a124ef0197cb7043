import type { RunningNode } from '../../runtime/define-node.js'
import { type HeldMessage, holdMessage, tooManyMessages } from '../../runtime/message/held-message.js'
import type { Message, Send } from '../../runtime/message/message.js'
import { repeatedly, type StopTimer } from '../../runtime/message/timer.js'
import { DelayLine } from './delay-line.js'
import { countToFlush, type DelayMode, hasContent, readMilliseconds } from './delay-mode.js'

export interface RateOptions {
  /** Time between two messages. */
  readonly periodMs: number
  /** `msg.rate` replaces the period, until the node is reset. */
  readonly allowsRate: boolean
  readonly limit: number
}

/** Sends at most one message a period; the others wait in line. */
export function limitRate({ periodMs, allowsRate, limit }: RateOptions, node: RunningNode): DelayMode {
  const line = new DelayLine()
  const showCount = compileCountStatus(node, () => line.length)
  let period = periodMs
  let stopTimer: StopTimer | undefined

  const stop = () => {
    stopTimer?.()
    stopTimer = undefined
  }
  const start = () => {
    stop()
    stopTimer = repeatedly(toTimer(period), sendNext)
  }
  const sendNext = () => {
    const held = line.shift()
    if (held === undefined) stop()
    else letGo(held)
    showCount.soon()
  }
  const keep = (held: HeldMessage) => {
    if (line.length >= limit) throw tooManyMessages(limit)
    if (held.message.toFront === true) line.unshift(held)
    else line.push(held)
    showCount.soon()
  }
  const takeIn = (message: Message, send: Send): void | PromiseLike<void> => {
    const rate = allowsRate ? readMilliseconds(message.rate) : undefined
    const isNewRate = rate !== undefined && rate !== period
    if (isNewRate) period = rate
    if (stopTimer !== undefined) {
      if (isNewRate) start()
      return holdMessage(message, send, keep)
    }
    send(message)
    showCount.soon()
    start()
  }
  const flush = (count: number) => {
    if (line.length === 0 || count === 0) {
      if (line.length === 0) stop()
    } else {
      for (let left = Math.min(count, line.length); left > 0; left--) letGo(line.shift() as HeldMessage)
      start()
    }
    showCount.now()
  }
  const clear = () => {
    for (let held = line.shift(); held !== undefined; held = line.shift()) held.release()
  }
  return {
    input(message, send) {
      const isReset = Object.hasOwn(message, 'reset')
      const isFlush = Object.hasOwn(message, 'flush')
      const count = countToFlush(message)
      delete message.flush
      delete message.reset
      if (isReset && !isFlush) stop()
      const isSent = hasContent(message) && (isFlush || !isReset)
      const done = isSent ? takeIn(message, send) : undefined
      if (isFlush) flush(count)
      if (isReset) {
        clear()
        period = periodMs
        showCount.reset()
      }
      return done
    },
    close() {
      stop()
      clear()
      showCount.close()
    },
  }
}

/** Sends at most one message a period; the others are dropped, or go to the second output. */
export function dropBeyondRate(
  { periodMs, allowsRate }: RateOptions,
  outputs: number,
  node: RunningNode,
): DelayMode {
  let period = periodMs
  let lastSent: number | undefined
  return {
    input(message, send) {
      if (Object.hasOwn(message, 'reset')) {
        if (message.flush === undefined) lastSent = undefined
        period = periodMs
        node.status({ fill: 'blue', shape: 'ring', text: '0' })
        return
      }
      if (allowsRate) period = readMilliseconds(message.rate) ?? period
      const now = performance.now()
      if (lastSent === undefined || now - lastSent > period) {
        lastSent = now
        send(message)
      } else if (outputs === 2) send([null, message])
    },
    close() {
      node.status({})
    },
  }
}

function letGo({ message, send, release }: HeldMessage): void {
  send(message)
  release()
}

/** Shorter periods than a millisecond are as fast as timers are. */
export const toTimer = (periodMs: number): number => Math.max(1, periodMs)

/** Shows how many messages wait, at most twice a second. */
export function compileCountStatus(node: RunningNode, count: () => number) {
  let timer: NodeJS.Timeout | undefined
  const show = (shape: 'dot' | 'ring') => node.status({ fill: 'blue', shape, text: String(count()) })
  return {
    now: () => show('dot'),
    reset: () => show('ring'),
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined
        show('dot')
      }, 500)
    },
    close() {
      clearTimeout(timer)
      node.status({})
    },
  }
}
