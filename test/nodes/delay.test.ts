import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import delay from '../../nodes/function/delay.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, type StartedNode, startNode } from '../helpers/run-node.js'

const arrive = (node: StartedNode, ...messages: Message[]) =>
  Promise.all(messages.map((message) => node.receive(message)))
const payloads = (node: StartedNode, output = 0) =>
  node.sent.filter((sent) => sent.output === output).map(({ message }) => message.payload)
const numbered = (count: number) => Array.from({ length: count }, (_, index) => ({ payload: index + 1 }))

const open: StartedNode[] = []
async function start(config: object, options?: NodeOptions) {
  const node = await startNode(delay, { timeout: '5', rate: '1', ...config }, options)
  open.push(node)
  return node
}

describe('delay', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(async () => {
    for (const node of open.splice(0)) await node.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test.each([
    { config: {}, ms: 5000 },
    { config: { timeout: '20', timeoutUnits: 'milliseconds' }, ms: 20 },
    { config: { timeout: '2', timeoutUnits: 'minutes' }, ms: 120_000 },
    { config: { timeout: 1, timeoutUnits: 'hours' }, ms: 3_600_000 },
    { config: { timeout: 40, timeoutUnits: 'days' }, ms: 40 * 86_400_000 },
    { config: { pauseType: 'delayv', timeout: '3' }, ms: 3000 },
    { config: { pauseType: 'delayv' }, message: { delay: '250' }, ms: 250 },
    { config: { pauseType: 'delayv' }, message: { delay: 'soon' }, ms: 5000 },
    {
      config: { pauseType: 'random', randomFirst: '2', randomLast: '2', randomUnits: 'seconds' },
      ms: 2000,
    },
  ])('holds a message for $ms ms with $config and $message', async ({ config, message, ms }) => {
    const node = await start(config)
    let isDone = false
    const done = arrive(node, { payload: 1, ...message }).then(() => {
      isDone = true
    })
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(node.sent).toEqual([])
    expect(isDone).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await done
    expect(payloads(node)).toEqual([1])
  })

  test.each([{ timeout: undefined }, { pauseType: 'random' }, { pauseType: 'rate', rate: undefined }])(
    'waits for nothing where no time is said: %o',
    async (config) => {
      const node = await start(config)
      const done = arrive(node, ...numbered(2))
      await vi.advanceTimersByTimeAsync(2)
      await done
      expect(payloads(node)).toEqual([1, 2])
    },
  )

  test('drops all but the first message where no rate is said', async () => {
    const node = await start({ pauseType: 'rate', rate: '', drop: true })
    await arrive(node, ...numbered(2))
    await vi.advanceTimersByTimeAsync(60_000)
    await arrive(node, { payload: 3 })
    expect(payloads(node)).toEqual([1])
  })

  test('sends at once what msg.delay asks for in the past', async () => {
    const node = await start({ pauseType: 'delayv' })
    const done = arrive(node, { payload: 1, delay: -5 })
    await vi.advanceTimersByTimeAsync(1)
    await done
    expect(payloads(node)).toEqual([1])
  })

  test('spreads random delays over their range', async () => {
    const node = await start({ pauseType: 'random', randomFirst: 1, randomLast: 2 })
    const done = arrive(node, ...numbered(200))
    await vi.advanceTimersByTimeAsync(999)
    expect(node.sent).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(501)
    expect(node.sent.length).toBeGreaterThan(50)
    expect(node.sent.length).toBeLessThan(150)
    await vi.advanceTimersByTimeAsync(500)
    await done
  })

  test.each([{ pauseType: 'delay' }, { pauseType: 'delayv' }, { pauseType: 'random' }])(
    'releases and drops what it holds when asked: %j',
    async (config) => {
      const node = await start(config)
      const done = arrive(node, ...numbered(3))
      await node.receive({ _msgid: 'm', flush: 2 })
      expect(payloads(node)).toEqual([1, 2])
      const own = node.receive({ payload: 4, flush: true })
      await own
      expect(payloads(node)).toEqual([1, 2, 3, 4])
      const dropped = node.receive({ payload: 5 })
      await node.receive({ reset: true })
      await Promise.all([done, dropped])
      await vi.advanceTimersByTimeAsync(10_000)
      expect(node.sent).toHaveLength(4)
    },
  )

  test.each([
    { config: { rate: '2' }, periodMs: 500 },
    { config: { rate: 2, nbRateUnits: '4' }, periodMs: 2000 },
    { config: { rate: 1, nbRateUnits: 0 }, periodMs: 1000 },
    { config: { rate: 6, rateUnits: 'minute' }, periodMs: 10_000 },
    { config: { rate: 1, rateUnits: 'day', nbRateUnits: 30 }, periodMs: 30 * 86_400_000 },
    { config: { rate: 0 }, periodMs: 1 },
  ])('lets one message pass every $periodMs ms with $config', async ({ config, periodMs }) => {
    const node = await start({ pauseType: 'rate', ...config })
    const done = arrive(node, ...numbered(3))
    expect(payloads(node)).toEqual([1])
    await vi.advanceTimersByTimeAsync(periodMs - 0.5)
    expect(payloads(node)).toEqual([1])
    await vi.advanceTimersByTimeAsync(0.5)
    expect(payloads(node)).toEqual([1, 2])
    await vi.advanceTimersByTimeAsync(periodMs)
    await done
    expect(payloads(node)).toEqual([1, 2, 3])
  })

  test('sends the next message at once only after a period without any', async () => {
    const node = await start({ pauseType: 'rate' })
    await arrive(node, { payload: 1 })
    await vi.advanceTimersByTimeAsync(900)
    const second = node.receive({ payload: 2 })
    expect(payloads(node)).toEqual([1])
    await vi.advanceTimersByTimeAsync(1100)
    await second
    await arrive(node, { payload: 3 })
    expect(payloads(node)).toEqual([1, 2, 3])
  })

  test('puts a message to the front, and releases it alone', async () => {
    const node = await start({ pauseType: 'rate' })
    const done = arrive(node, ...numbered(3))
    await node.receive({ payload: 'first', toFront: true, flush: 1 })
    expect(payloads(node)).toEqual([1, 'first'])
    await node.receive({ flush: true })
    await done
    expect(payloads(node)).toEqual([1, 'first', 2, 3])
    expect(node.sent[1]?.message).not.toHaveProperty('flush')
  })

  test('takes another rate from messages where it may, until a reset', async () => {
    const node = await start({ pauseType: 'rate', allowrate: true })
    const done = arrive(node, ...numbered(2), { payload: 'fast', rate: 10 })
    await vi.advanceTimersByTimeAsync(20)
    await done
    expect(payloads(node)).toEqual([1, 2, 'fast'])
    await node.receive({ reset: true })
    await arrive(node, { payload: 4 })
    const next = node.receive({ payload: 5 })
    await vi.advanceTimersByTimeAsync(999)
    expect(payloads(node)).toEqual([1, 2, 'fast', 4])
    await vi.advanceTimersByTimeAsync(1)
    await next
  })

  test('keeps its rate where messages may not change it', async () => {
    const node = await start({ pauseType: 'rate' })
    const done = arrive(node, { payload: 1 }, { payload: 2, rate: 10 })
    await vi.advanceTimersByTimeAsync(999)
    expect(payloads(node)).toEqual([1])
    await node.receive({ reset: true })
    await done
  })

  test.each([
    { outputs: 1, second: [] },
    { outputs: 2, second: [2, 3] },
  ])('drops what is beyond the rate, with $outputs outputs', async ({ outputs, second }) => {
    const node = await start({ pauseType: 'rate', drop: true, outputs })
    await arrive(node, ...numbered(3))
    await vi.advanceTimersByTimeAsync(1001)
    await arrive(node, { payload: 4 })
    await node.receive({ reset: true })
    await arrive(node, { payload: 5 })
    expect(payloads(node)).toEqual([1, 4, 5])
    expect(payloads(node, 1)).toEqual(second)
  })

  test.each([
    { pauseType: 'queue', after: [['a2'], ['a2', 'b1']] },
    {
      pauseType: 'timed',
      after: [
        ['a2', 'b1'],
        ['a2', 'b1'],
      ],
    },
  ])('keeps the latest message of each topic: $pauseType', async ({ pauseType, after }) => {
    const node = await start({ pauseType, outputs: 2 })
    const done = arrive(
      node,
      { topic: 'a', payload: 'a1' },
      { topic: 'b', payload: 'b1' },
      { topic: 'a', payload: 'a2' },
    )
    for (const expected of after) {
      await vi.advanceTimersByTimeAsync(1000)
      expect(payloads(node)).toEqual(expected)
    }
    await done
    expect(payloads(node, 1)).toEqual(['a1'])
  })

  test('releases and drops topics when asked, and takes messages without one together', async () => {
    const node = await start({ pauseType: 'queue' })
    const done = arrive(node, { payload: 1 }, { payload: 2 }, { payload: 3, topic: 'c' })
    await node.receive({ flush: 1 })
    await node.receive({ flush: 0, topic: 'c' })
    expect(node.sent.map(({ message }) => message)).toEqual([{ payload: 2, topic: '_none_' }])
    await node.receive({ reset: true })
    await done
    await vi.advanceTimersByTimeAsync(5000)
    expect(node.sent).toHaveLength(1)
  })

  test.each([{ pauseType: 'delay' }, { pauseType: 'rate' }, { pauseType: 'queue' }])(
    'refuses messages beyond the limit of the settings: %j',
    async (config) => {
      const node = await start(config, { settings: { nodeMessageBufferMaxLength: 3 } })
      const results = Array.from({ length: 5 }, (_, index) =>
        node.receive({ payload: index, topic: index }).then(
          () => 'sent',
          (error: { code: string }) => error.code,
        ),
      )
      await vi.advanceTimersByTimeAsync(10_000)
      const settled = await Promise.all(results)
      expect(settled.at(-1)).toBe('BUFFER_FULL')
      expect(settled.filter((result) => result === 'sent')).toHaveLength(node.sent.length)
      expect(node.sent.length).toBe(config.pauseType === 'rate' ? 4 : 3)
    },
  )

  test('shows how many messages wait', async () => {
    const node = await start({ pauseType: 'rate' })
    const done = arrive(node, ...numbered(3))
    await vi.advanceTimersByTimeAsync(500)
    expect(node.statuses).toEqual([{ fill: 'blue', shape: 'dot', text: '2' }])
    await node.receive({ reset: true })
    await done
    expect(node.statuses.at(-1)).toEqual({ fill: 'blue', shape: 'ring', text: '0' })
  })

  test.each([
    {
      name: 'after a message with its own time left',
      config: { pauseType: 'delayv' },
      shown: ['1', undefined, '0'],
    },
    { name: 'before a message left that waits long', config: { timeout: 2 }, shown: ['1', '0'] },
    { name: 'at a flush', config: { timeout: 500, timeoutUnits: 'milliseconds' }, flush: true, shown: ['0'] },
  ])('shows how many messages wait $name', async ({ config, flush, shown }) => {
    const node = await start({ pauseType: 'delay', ...config })
    const done = arrive(node, { payload: 1, delay: 10 })
    if (flush) await node.receive({ flush })
    await vi.advanceTimersByTimeAsync(2000)
    await done
    expect(node.statuses.map(({ text }) => text)).toEqual(shown)
  })

  test.each([{ timeout: -1 }, { rate: 'often' }, { pauseType: 'never' }, { outputs: 3 }])(
    'refuses %j',
    async (config) => {
      await expect(startNode(delay, config)).rejects.toMatchObject({ code: 'BAD_CONFIG' })
    },
  )

  test('releases a hundred thousand messages in time proportional to them', async () => {
    const node = await start({ pauseType: 'rate' })
    const done = arrive(node, ...numbered(100_000))
    for (let left = 100; left > 0; left--) await node.receive({ flush: 1 })
    await node.receive({ flush: true })
    await done
    expect(node.sent).toHaveLength(100_000)
  }, 5000)
})
