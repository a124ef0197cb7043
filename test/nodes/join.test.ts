import { afterEach, describe, expect, test, vi } from 'vitest'
import join from '../../nodes/sequence/join.js'
import split from '../../nodes/sequence/split.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, runNode, startNode } from '../helpers/run-node.js'

/** What a join node sends for messages that all arrive before any timer. */
async function joined(config: object, messages: readonly Message[], options?: NodeOptions) {
  const node = await startNode(join, config, options)
  const results = messages.map((message) => node.receive(message).catch((error: unknown) => error))
  if (config && 'mode' in config && config.mode === 'reduce')
    await Promise.race([Promise.all(results), pause()])
  await node.close()
  const settled = await Promise.all(results)
  return {
    sent: node.sent.map(({ message }) => message),
    errors: settled.filter((error) => error !== undefined),
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 200))
const values = (...payloads: unknown[]) => payloads.map((payload) => ({ payload }))

describe('join', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test.each([
    { payload: 'a\nb\n\nc', config: {} },
    { payload: 'a;b', config: { splt: '[59]', spltType: 'bin' } },
    { payload: 'abcde', config: { splt: '2', spltType: 'len' } },
    { payload: Buffer.from('a\nb'), config: {} },
    { payload: Buffer.from('abcde'), config: { splt: '2', spltType: 'len' } },
    { payload: [1, [2], { a: 3 }], config: {} },
    { payload: [1, 2, 3], config: { arraySplt: 2 } },
    { payload: { a: 1, b: { c: 2 } }, config: {} },
    { payload: { list: ['a', 'b'] }, config: { property: 'payload.list' } },
  ])('undoes the split of $payload with $config', async ({ payload, config }) => {
    const expected = structuredClone(payload)
    const parts = await runNode(split, config, { payload, topic: 't', parts: { id: 'outer' } })
    const { sent, errors } = await joined({}, parts.reverse())
    expect(errors).toEqual([])
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ topic: 't', parts: { id: 'outer' } })
    expect(Buffer.isBuffer(payload) ? sent[0]?.payload : { ...(sent[0]?.payload as object) }).toEqual(
      Buffer.isBuffer(payload) ? payload : { ...(expected as object) },
    )
  })

  test('keeps sequences apart, and takes other properties from the later messages', async () => {
    const part = (id: string, index: number, extra: object) => ({
      payload: `${id}${index}`,
      parts: { id, index, count: 2, type: 'string', ch: '-' },
      ...extra,
    })
    const { sent } = await joined({}, [
      part('x', 0, { a: 1, b: 1 }),
      part('y', 1, {}),
      part('y', 0, {}),
      part('x', 1, { b: 2 }),
    ])
    expect(sent).toEqual([{ payload: 'y0-y1' }, { payload: 'x0-x1', a: 1, b: 2 }])
  })

  test.each([
    { name: 'a text', config: { build: 'string', joiner: '\\t' }, payloads: ['a', 1], expected: 'a\t1' },
    {
      name: 'a text with bytes between',
      config: { build: 'string', joiner: '[44,32]', joinerType: 'bin' },
      payloads: ['a', 'b'],
      expected: 'a, b',
    },
    {
      name: 'a Buffer',
      config: { build: 'buffer', joiner: '+' },
      payloads: ['a', Buffer.from('b')],
      expected: Buffer.from('a+b'),
    },
    { name: 'an array', config: { build: 'array' }, payloads: [1, [2]], expected: [1, [2]] },
    {
      name: 'one object',
      config: { build: 'merged' },
      payloads: [{ a: 1 }, { b: 2 }],
      expected: { a: 1, b: 2 },
    },
  ])('joins to $name', async ({ config, payloads, expected }) => {
    const { sent } = await joined({ mode: 'custom', count: '2', ...config }, values(...payloads))
    expect(sent.map(({ payload }) => payload)).toEqual([expected])
  })

  test('joins whole messages', async () => {
    const { sent } = await joined({ mode: 'custom', build: 'array', propertyType: 'full', count: 2 }, [
      { a: 1 },
      { b: 2 },
    ])
    expect(sent).toEqual([{ a: 1, b: 2, payload: [{ a: 1 }, { b: 2 }] }])
  })

  test('joins to an object by key; a later value of a key replaces the earlier one', async () => {
    const { sent } = await joined({ mode: 'custom', build: 'object', key: 'topic', count: 2 }, [
      { topic: 'a', payload: 1 },
      { topic: 'a', payload: 2 },
      { topic: '__proto__', payload: 3 },
    ])
    expect(JSON.stringify(sent[0]?.payload)).toBe('{"a":2,"__proto__":3}')
  })

  test('sends again with each further message, where it accumulates, until it is complete', async () => {
    const config = { mode: 'custom', build: 'object', count: 2, accumulate: true }
    const at = (topic: string, payload: number, extra = {}) => ({ topic, payload, ...extra })
    const { sent } = await joined(config, [
      at('a', 1),
      at('b', 2),
      at('a', 3),
      at('b', 4, { complete: true }),
      at('c', 5),
    ])
    expect(sent.map(({ payload }) => payload)).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 2 },
      { a: 3, b: 4 },
    ])
  })

  test.each([
    { name: 'with a payload', last: { payload: 2, complete: true }, expected: [1, 2] },
    { name: 'without one', last: { complete: true }, expected: [1] },
  ])('sends when a message says complete, $name', async ({ last, expected }) => {
    const { sent } = await joined({ mode: 'custom', build: 'array' }, [{ payload: 1 }, last])
    expect(sent).toEqual([{ payload: expected }])
  })

  test('completes an object with a message that has no key', async () => {
    const { sent } = await joined({ mode: 'custom', build: 'object' }, [
      { topic: 'a', payload: 1 },
      { complete: true },
    ])
    expect(sent.map(({ payload }) => payload)).toEqual([{ a: 1 }])
  })

  test('forgets what it has when a message says reset', async () => {
    const { sent } = await joined({ mode: 'custom', build: 'array', count: 2 }, [
      { payload: 1 },
      { reset: true },
      ...values(2, 3),
    ])
    expect(sent.map(({ payload }) => payload)).toEqual([[2, 3]])
  })

  test('heeds the number and group of msg.parts only where it is to', async () => {
    const message = { payload: 1, parts: { id: 'x', count: 1, index: 0 } }
    expect((await joined({ mode: 'custom', count: '', useparts: true }, [message])).sent).toHaveLength(1)
    expect((await joined({ mode: 'custom', count: '' }, [message])).sent).toHaveLength(1)
    for (const useparts of [false, '']) {
      expect((await joined({ mode: 'custom', count: '', useparts }, [message])).sent).toHaveLength(0)
    }
  })

  test('sends what it has after the time limit, which a message may start again', async () => {
    vi.useFakeTimers()
    const node = await startNode(join, { mode: 'custom', build: 'array', timeout: '2' })
    const done = node.receive({ payload: 1 })
    await vi.advanceTimersByTimeAsync(1500)
    void node.receive({ restartTimeout: true })
    await vi.advanceTimersByTimeAsync(1500)
    expect(node.sent).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    await done
    expect(node.sent[0]?.message.payload).toEqual([1])
    expect(vi.getTimerCount()).toBe(0)
    await node.close()
  })

  test('leaves no timer when it is closed', async () => {
    vi.useFakeTimers()
    const node = await startNode(join, { mode: 'custom', timeout: 2 })
    const done = node.receive({ payload: 1 })
    await node.close()
    await done
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    {
      name: 'a sum',
      config: { reduceExp: '$A+payload', reduceInit: '0', reduceInitType: 'num' },
      expected: 6,
    },
    {
      name: 'a mean by a last expression',
      config: { reduceExp: '$A+payload', reduceInit: '0', reduceInitType: 'num', reduceFixup: '$A/$N' },
      expected: 2,
    },
    {
      name: 'in the order of the index',
      config: { reduceExp: '$A & payload & "@" & $I', reduceInit: '', reduceInitType: 'str' },
      expected: '1@02@13@2',
    },
    {
      name: 'with a text that has no type to begin with',
      config: { reduceExp: '$A & payload', reduceInit: '0' },
      expected: '0123',
    },
    {
      name: 'from the last to the first',
      config: { reduceExp: '$A & payload', reduceInitType: 'str', reduceRight: true },
      expected: '321',
    },
  ])('reduces a sequence to $name', async ({ config, expected }) => {
    const messages = [2, 0, 1].map((index) => ({ payload: index + 1, parts: { id: 'x', index, count: 3 } }))
    const { sent, errors } = await joined({ mode: 'reduce', ...config }, messages)
    expect(errors).toEqual([])
    expect(sent.map(({ payload }) => payload)).toEqual([expected])
  })

  test('lets messages of no sequence pass where it reduces', async () => {
    const { sent } = await joined({ mode: 'reduce', reduceExp: '$A' }, [{ payload: 1 }])
    expect(sent).toEqual([{ payload: 1 }])
  })

  test.each([
    { name: 'no parts', config: {}, message: { payload: 1 }, expected: 'msg.parts.id' },
    {
      name: 'no key',
      config: {},
      message: { payload: 1, parts: { id: 1, type: 'object' } },
      expected: 'msg.parts.key',
    },
    {
      name: 'an index that is none',
      config: {},
      message: { payload: 1, parts: { id: 1, index: -1 } },
      expected: '-1',
    },
    {
      name: 'no key',
      config: { mode: 'custom', build: 'object' },
      message: { payload: 1 },
      expected: 'msg.topic',
    },
    {
      name: 'a number',
      config: { mode: 'custom', build: 'buffer' },
      message: { payload: 1 },
      expected: 'a number',
    },
    {
      name: 'a text',
      config: { mode: 'custom', build: 'merged' },
      message: { payload: '' },
      expected: 'a string',
    },
    {
      name: 'a failing expression',
      config: { mode: 'reduce', reduceExp: '$error("x")' },
      message: { parts: { id: 1, count: 1 } },
      expected: 'JSONata',
    },
  ])('fails on a message with $name, with $config', async ({ config, message, expected }) => {
    const { errors } = await joined(config, [message])
    expect(errors.map(String).join()).toContain(expected)
  })

  test.each([
    { config: { mode: 'reduce', reduceExp: '(' }, expected: 'reduceExp' },
    { config: { mode: 'custom', build: 'string', joiner: 'x', joinerType: 'bin' }, expected: 'joiner' },
    { config: { mode: 'custom', property: 'a[' }, expected: 'property' },
    { config: { mode: 'sum' }, expected: 'mode' },
  ])('refuses $config', async ({ config, expected }) => {
    await expect(startNode(join, config)).rejects.toThrow(expected)
  })

  test.each([
    { mode: 'auto' },
    { mode: 'custom', build: 'array', count: '' },
    { mode: 'custom', build: 'object', count: '' },
    { mode: 'reduce', reduceExp: '$A' },
  ])('gives up the oldest sequence beyond the limit, with one error: %j', async (config) => {
    const messages = Array.from({ length: 100 }, (_, index) => ({
      payload: index,
      topic: `t${index}`,
      parts: { id: index % 50, index, count: 3 },
    }))
    const { errors } = await joined(config, messages, { settings: { nodeMessageBufferMaxLength: 49 } })
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) expect(error).toMatchObject({ code: 'BUFFER_FULL' })
  })

  test('reduces a sequence of a hundred thousand messages in time proportional to them', async () => {
    const node = await startNode(join, {
      mode: 'reduce',
      reduceExp: '$A + payload',
      reduceInit: '0',
      reduceInitType: 'num',
    })
    const count = 100_000
    const done = Array.from({ length: count }, (_, index) =>
      node.receive({ payload: 1, parts: { id: 's', index: count - 1 - index, count } }),
    )
    await Promise.all(done)
    expect(node.sent.map(({ message }) => message.payload)).toEqual([count])
    await node.close()
  }, 8000)

  test('holds no more of a hundred thousand messages to reduce than the settings allow', async () => {
    const settings = { nodeMessageBufferMaxLength: 1000 }
    const node = await startNode(join, { mode: 'reduce', reduceExp: '$A' }, { settings })
    let settled = 0
    for (let index = 0; index < 100_000; index++) {
      const settle = () => void settled++
      node.receive({ parts: { id: index % 7, index, count: 200_000 } }).then(settle, settle)
      if (index % 1000 === 0) expect(node.behaviour.waiting?.()).toBeLessThanOrEqual(1000)
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(settled).toBeGreaterThanOrEqual(99_000)
    await node.close()
  }, 8000)

  test('joins a hundred thousand messages by key in time proportional to them', async () => {
    const messages = Array.from({ length: 100_000 }, (_, index) => ({ topic: `k${index}`, payload: index }))
    const { sent } = await joined({ mode: 'custom', build: 'object', count: 100_000 }, messages)
    expect(Object.keys(sent[0]?.payload as object)).toHaveLength(100_000)
  }, 4000)
})
