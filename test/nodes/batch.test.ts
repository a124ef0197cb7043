import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import batch from '../../nodes/sequence/batch.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, type StartedNode, startNode } from '../helpers/run-node.js'

const open: StartedNode[] = []
async function start(config: object, options?: NodeOptions) {
  const node = await startNode(batch, config, options)
  open.push(node)
  return node
}

const numbered = (count: number): Message[] =>
  Array.from({ length: count }, (_, index) => ({ _msgid: `m${index + 1}`, payload: index + 1 }))

/** Payloads of what was sent, a list for each sequence; checks that the parts agree with it. */
function sequences(node: StartedNode): unknown[][] {
  const found: Array<{ id: unknown; count: unknown; payloads: unknown[] }> = []
  for (const { message } of node.sent) {
    const { id, index, count } = message.parts as Record<string, unknown>
    if (index === 0) found.push({ id, count, payloads: [] })
    expect(found.at(-1)).toMatchObject({ id, count })
    expect(found.at(-1)?.payloads.push(message.payload)).toBe((index as number) + 1)
  }
  for (const { count, payloads } of found) expect(payloads).toHaveLength(count as number)
  return found.map(({ payloads }) => payloads)
}

const outcomes = (results: Array<Promise<void>>) =>
  Promise.all(
    results.map((result) =>
      result.then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    ),
  )

describe('batch', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(async () => {
    for (const node of open.splice(0)) await node.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test.each([
    {
      name: 'messages by their number',
      config: { count: '2' },
      count: 5,
      expected: [
        [1, 2],
        [3, 4],
      ],
    },
    { name: 'single messages where no number is said', config: {}, count: 2, expected: [[1], [2]] },
    {
      name: 'with an overlap',
      config: { count: 3, overlap: '2' },
      count: 5,
      expected: [
        [1, 2, 3],
        [2, 3, 4],
        [3, 4, 5],
      ],
    },
    { name: 'single messages', config: { count: 1 }, count: 2, expected: [[1], [2]] },
  ])('groups $name', async ({ config, count, expected }) => {
    const node = await start(config)
    for (const message of numbered(count)) void node.receive(message)
    expect(sequences(node)).toEqual(expected)
    expect(node.sent[0]?.message.parts).toMatchObject({ id: 'm1' })
  })

  test.each([
    {
      honourParts: true,
      expected: [
        [1, 2],
        [3, 4],
      ],
    },
    { honourParts: false, expected: [[1, 2, 3]] },
  ])('ends with the end of a sequence where it is to: $honourParts', async ({ honourParts, expected }) => {
    const node = await start({ count: 3, honourParts })
    for (const [index, message] of numbered(4).entries()) {
      void node.receive({ ...message, parts: { id: index < 2 ? 'x' : 'y', index: index % 2, count: 2 } })
    }
    expect(sequences(node)).toEqual(expected)
  })

  test('is done with a message when it was sent', async () => {
    const node = await start({ count: 2 })
    const done = vi.fn()
    const first = node.receive({ payload: 1 }).then(done)
    await Promise.resolve()
    expect(done).not.toHaveBeenCalled()
    await node.receive({ payload: 2 })
    await first
  })

  test('groups what comes in an interval', async () => {
    const node = await start({ mode: 'interval', interval: '2' })
    const done = numbered(2).map((message) => node.receive(message))
    await vi.advanceTimersByTimeAsync(1999)
    expect(node.sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await Promise.all(done)
    expect(sequences(node)).toEqual([[1, 2]])
    await vi.advanceTimersByTimeAsync(2000)
    expect(node.sent).toHaveLength(2)
  })

  test('sends an empty message for an interval without any, where it is to', async () => {
    const node = await start({ mode: 'interval', interval: 1, allowEmptySequence: true })
    await vi.advanceTimersByTimeAsync(1000)
    expect(sequences(node)).toEqual([[null]])
  })

  test('begins the interval again with a reset', async () => {
    const node = await start({ mode: 'interval', interval: 2 })
    const first = node.receive({ payload: 1 })
    await vi.advanceTimersByTimeAsync(1500)
    await node.receive({ reset: true })
    await first
    void node.receive({ payload: 2 })
    await vi.advanceTimersByTimeAsync(1999)
    expect(node.sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(sequences(node)).toEqual([[2]])
  })

  const part = (topic: string, id: string, index: number, count = 2): Message => ({
    payload: `${id}${index}`,
    topic,
    parts: { id, index, count },
  })

  test('concatenates sequences in the order of their topics', async () => {
    const node = await start({ mode: 'concat', topics: [{ topic: 'A' }, { topic: 'B' }] })
    const messages = [
      part('B', 'b', 0),
      part('A', 'a', 0),
      part('A', 'c', 0, 1),
      part('B', 'b', 1),
      part('A', 'a', 1),
      part('B', 'd', 0, 1),
    ]
    await Promise.all(messages.map((message) => node.receive(message)))
    expect(sequences(node)).toEqual([
      ['a0', 'a1', 'b0', 'b1'],
      ['c0', 'd0'],
    ])
  })

  test('takes two sequences of a topic that is listed twice', async () => {
    const node = await start({ mode: 'concat', topics: [{ topic: 'A' }, { topic: 'A' }] })
    await Promise.all([part('A', 'a', 0, 1), part('A', 'b', 0, 1)].map((message) => node.receive(message)))
    expect(sequences(node)).toEqual([['a0', 'b0']])
  })

  test.each([
    { config: { count: 3 }, message: { payload: 1 } },
    { config: { mode: 'concat', topics: [{ topic: 'A' }] }, message: part('A', 'a', 0, 3) },
  ])('forgets what it has when a message says reset: $config', async ({ config, message }) => {
    const node = await start(config)
    const first = node.receive({ ...message })
    await node.receive({ reset: true })
    await first
    void node.receive({ ...message })
    void node.receive({ ...message })
    expect(node.sent).toEqual([])
  })

  test.each([
    { message: { topic: 'A', payload: 1 }, expected: 'msg.parts' },
    { message: { topic: 'C', payload: 1 }, expected: '"C"' },
    { message: { payload: 1 }, expected: 'missing' },
  ])('fails on $message, which it cannot concatenate', async ({ message, expected }) => {
    const node = await start({ mode: 'concat', topics: [{ topic: 'A' }, { topic: 'B' }] })
    await expect(node.receive(message)).rejects.toThrow(expected)
  })

  test.each([
    { config: { count: 10 } },
    { config: { mode: 'interval', interval: 10 } },
    { config: { mode: 'concat', topics: [{ topic: 'A' }] } },
  ])('drops what it holds beyond the limit, with one error: $config', async ({ config }) => {
    const node = await start(config, { settings: { nodeMessageBufferMaxLength: 2 } })
    const results = [0, 1, 2].map((index) => node.receive(part('A', 'a', index, 9)))
    expect(await outcomes(results)).toEqual(['done', 'done', 'BUFFER_FULL'])
    expect(node.sent).toEqual([])
  })

  test.each([
    { config: { count: 2, overlap: 2 }, expected: 'overlap' },
    { config: { count: 0 }, expected: 'count' },
    { config: { mode: 'interval', interval: 0 }, expected: 'interval' },
    { config: { mode: 'concat', topics: [] }, expected: 'topics' },
    { config: { mode: 'all' }, expected: 'mode' },
  ])('refuses $config', async ({ config, expected }) => {
    await expect(startNode(batch, config)).rejects.toThrow(expected)
  })

  test('takes time in proportion to a hundred thousand messages', async () => {
    const node = await start({ mode: 'concat', topics: [{ topic: 'A' }, { topic: 'B' }] })
    const half = 50_000
    for (const topic of ['A', 'B']) {
      for (let index = 0; index < half; index++) void node.receive(part(topic, topic, index, half))
    }
    expect(node.sent).toHaveLength(2 * half)
  }, 5000)
})
