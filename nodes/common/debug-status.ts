import { inspect } from 'node:util'
import type { RunningNode, Status } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'

/** How a debug node shows messages as its state. */
export interface StateOutput {
  /** Whether `show` needs a value. */
  readonly readsValue: boolean
  show(value: unknown, message: Message): void
  close(): void
}

/** Messages closer together than this are counted in one go, in milliseconds. */
const burstGapMs = 100
const afterBurstMs = 200

/** Shows how many messages came: at once, but after a burst of them only once. */
export function showCount(node: RunningNode): StateOutput {
  let count = 0
  let lastTime = Date.now()
  let timer: NodeJS.Timeout | undefined
  const show = () => node.status({ fill: 'blue', shape: 'ring', text: String(count) })

  return {
    readsValue: false,
    show() {
      const now = Date.now()
      const gapMs = now - lastTime
      lastTime = now
      count++
      clearTimeout(timer)
      if (gapMs > burstGapMs) show()
      else timer = setTimeout(show, afterBurstMs)
    },
    close() {
      clearTimeout(timer)
      node.status({})
    },
  }
}

/**
 * Shows each value, but none twice in a row.
 *
 * @param showsEvents show the error or the state that a message of a catch or status node brings in place of the value
 */
export function showStatus(node: RunningNode, showsEvents: boolean): StateOutput {
  const setting = node.settings.debugStatusLength
  const longest = typeof setting === 'number' && setting > 0 ? setting : 32
  let last = ''

  return {
    readsValue: true,
    show(value, message) {
      const status = describe(value, showsEvents ? message : {})
      const text = String(status.text)
      const shown = { ...status, text: text.length > longest ? `${text.slice(0, longest)}...` : text }
      const key = JSON.stringify(shown)
      if (key === last) return
      last = key
      node.status(shown)
    },
    close() {
      node.status({})
    },
  }
}

/** The state that a message brings with it, an error in red, a value that is a state itself, or the value as text. */
function describe(value: unknown, { status, error }: Message): Status {
  if (isObject(status)) {
    const { fill, shape, text } = status as Status
    return { fill: fill || 'grey', shape: shape || 'ring', text: text || '' }
  }
  if (isObject(error)) return { fill: 'red', shape: 'dot', text: String(error.message) }
  if (isObject(value) && value.fill && value.shape && value.text) {
    return { fill: String(value.fill), shape: String(value.shape), text: String(value.text) }
  }
  return { fill: 'grey', shape: 'dot', text: typeof value === 'string' ? value : inspect(value) }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
