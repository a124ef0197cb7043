import { describe, expect, test } from 'vitest'
import { builtInNodeTypes } from '../../nodes/index.js'
import type { AnyNodeType } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import { testNode } from '../../runtime/test-node/index.js'

/** Node types that do one thing after the other, with messages that fail there. */
interface Failing {
  type: string
  config: object
  message(index: number): Message
  count: number
}

/** Node types that do one thing after the other, with messages that fail there. */
const failing: Failing[] = [
  {
    type: 'trigger',
    config: { bytopic: 'topic', duration: 0 },
    message: (index) => ({ topic: `topic ${index}` }),
    count: 20_000,
  },
  { type: 'file', config: { filename: 'never-written' }, message: () => ({}), count: 20_000 },
  {
    type: 'join',
    config: { mode: 'reduce', reduceExp: '$number("x")' },
    message: (index) => ({ parts: { id: `s${index}`, index: 0, count: 1 } }),
    count: 6000,
  },
]

describe('a burst of messages that all fail takes time in proportion to their number', () => {
  test.each(failing)('$type', { timeout: 30_000 }, async ({ type, config, message, count }) => {
    const nodeType = (await builtInNodeTypes[type]!.load()).default
    await timeBurst(nodeType, config, message, 500)
    const few = await timeBurst(nodeType, config, message, count / 8)
    const many = await timeBurst(nodeType, config, message, count)
    // Eight times as many: quadratic time would be 64 times as much.
    expect(many).toBeLessThan(24 * Math.max(few, 20))
  })
})

/** Milliseconds until each of so many messages has failed. */
async function timeBurst(
  nodeType: AnyNodeType,
  config: object,
  message: (index: number) => Message,
  count: number,
): Promise<number> {
  const node = await testNode(nodeType, config, { settings: { nodeMessageBufferMaxLength: 1 } })
  const began = performance.now()
  const received = Array.from({ length: count }, (_, index) => node.receive(message(index)))
  const outcomes = await Promise.allSettled(received)
  const took = performance.now() - began
  await node.close()
  const failures = outcomes.filter(({ status }) => status === 'rejected').length
  // One that the buffer has room for does not fail.
  expect(failures).toBeGreaterThanOrEqual(count - 1)
  return took
}
