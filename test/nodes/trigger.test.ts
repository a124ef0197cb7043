import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import trigger from '../../nodes/function/trigger.js'
import type { Message } from '../../runtime/message/message.js'
import { type NodeOptions, type StartedNode, startNode } from '../helpers/run-node.js'

const noon = Date.UTC(2030, 0, 1, 12)
const open: StartedNode[] = []

async function start(config: object, options?: NodeOptions) {
  const node = await startNode(trigger, config, options)
  open.push(node)
  return node
}

/** Gives the messages one after the other and waits for what they send at once; gives when they are done. */
async function arrive(node: StartedNode, ...messages: Message[]) {
  const done = messages.map((message) => node.receive(message))
  await vi.advanceTimersByTimeAsync(0)
  return Promise.all(done)
}

/** As `arrive`, for messages that are kept. */
async function arriveToStay(node: StartedNode, ...messages: Message[]) {
  for (const message of messages) void node.receive(message)
  await vi.advanceTimersByTimeAsync(0)
}

const payloads = (node: StartedNode, output = 0) =>
  node.sent.filter((sent) => sent.output === output).map(({ message }) => message.payload)

describe('trigger', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: noon })
  })
  afterEach(async () => {
    for (const node of open.splice(0)) await node.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  test.each([
    { name: 'the default texts', config: {}, expected: ['1', '0'] },
    { name: 'numbers', config: { op1: '5', op1type: 'num', op2: '6', op2type: 'num' }, expected: [5, 6] },
    {
      name: 'old values that say their type',
      config: { op1: 'true', op1type: 'val', op2: 'null', op2type: 'val' },
      expected: [true, null],
    },
    {
      name: 'old texts',
      config: { op1: '7', op1type: 'val', op2: 'x', op2type: 'val' },
      expected: ['7', 'x'],
    },
    {
      name: 'JSON and bytes',
      config: { op1: '{"a":1}', op1type: 'json', op2: '[65]', op2type: 'bin' },
      expected: [{ a: 1 }, Buffer.from('A')],
    },
    {
      name: 'the time of each',
      config: { op1: '1', op1type: 'date', op2: '0', op2type: 'date' },
      expected: [noon, noon + 250],
    },
    { name: 'templates', config: { op1: '{{payload.a}}', op2: '{{topic}}!' }, expected: ['in', 't!'] },
    { name: 'a variable', config: { op1: 'NAME', op1type: 'env', op2type: 'nul' }, expected: ['set'] },
    {
      name: 'the message as it came, then its payload',
      config: { op1type: 'pay', op2type: 'pay' },
      expected: [{ a: 'in' }, { a: 'in' }],
    },
    { name: 'the payload only later', config: { op1type: 'nul', op2type: 'pay' }, expected: [{ a: 'in' }] },
    { name: 'only the first', config: { op2type: 'nul' }, expected: ['1'] },
  ])('sends $name', async ({ config, expected }) => {
    const node = await start(config, { env: { NAME: 'set' } })
    await arriveToStay(node, { payload: { a: 'in' }, topic: 't' })
    await vi.advanceTimersByTimeAsync(250)
    expect(payloads(node)).toEqual(expected)
    for (const { message } of node.sent) expect(message.topic).toBe('t')
  })

  test('reads context when it is sent', async () => {
    const node = await start({ op1: 'value', op1type: 'flow', op2: 'value', op2type: 'flow' })
    await node.context.flow.write('value', 1)
    await arriveToStay(node, {})
    await node.context.flow.write('value', 2)
    await vi.advanceTimersByTimeAsync(250)
    expect(payloads(node)).toEqual([1, 2])
  })

  test.each([
    { duration: '2', units: 's', ms: 2000 },
    { duration: 2, units: 'min', ms: 120_000 },
    { duration: 2, units: 'hr', ms: 7_200_000 },
    { duration: '', units: 'ms', ms: 250 },
  ])(
    'waits $duration $units, and is done when the second message was sent',
    async ({ duration, units, ms }) => {
      const node = await start({ duration, units })
      const done = vi.fn()
      void node.receive({ payload: 'x' }).then(done)
      await vi.advanceTimersByTimeAsync(ms - 1)
      expect(payloads(node)).toEqual(['1'])
      expect(done).not.toHaveBeenCalled()
      await vi.advanceTimersByTimeAsync(1)
      expect(payloads(node)).toEqual(['1', '0'])
      expect(done).toHaveBeenCalled()
    },
  )

  test('takes the wait from the message where it may', async () => {
    const node = await start({ overrideDelay: true })
    await arriveToStay(node, { delay: '10' })
    await vi.advanceTimersByTimeAsync(10)
    expect(payloads(node)).toEqual(['1', '0'])
  })

  test('sends the second message to the second output', async () => {
    const node = await start({ outputs: 2 })
    await arriveToStay(node, {})
    await vi.advanceTimersByTimeAsync(250)
    expect([payloads(node), payloads(node, 1)]).toEqual([['1'], ['0']])
  })

  test('ignores messages while it waits', async () => {
    const node = await start({})
    await arriveToStay(node, { payload: 'a' })
    await vi.advanceTimersByTimeAsync(200)
    await arrive(node, { payload: 'b' })
    await vi.advanceTimersByTimeAsync(50)
    expect(payloads(node)).toEqual(['1', '0'])
  })

  test.each([
    { op2type: 'str', expected: ['1', '0'] },
    { op2type: 'pay', expected: ['1', 'a'] },
    { op2type: 'payl', expected: ['1', 'b'] },
    { op2type: 'nul', expected: ['1'] },
  ])('waits again with each message where it extends: then $op2type', async ({ op2type, expected }) => {
    const node = await start({ extend: 'true', op2type })
    await arriveToStay(node, { payload: 'a' })
    await vi.advanceTimersByTimeAsync(200)
    await arriveToStay(node, { payload: 'b' })
    await vi.advanceTimersByTimeAsync(249)
    expect(payloads(node)).toEqual(['1'])
    await vi.advanceTimersByTimeAsync(1)
    expect(payloads(node)).toEqual(expected)
    await arriveToStay(node, {})
    expect(payloads(node).at(-1)).toBe('1')
  })

  test('sends the latest message, with all of its properties', async () => {
    const node = await start({ op1type: 'nul', op2type: 'payl' })
    await arriveToStay(node, { payload: 'a' }, { payload: 'b', other: 1 })
    await vi.advanceTimersByTimeAsync(250)
    expect(node.sent.map(({ message }) => message)).toEqual([{ payload: 'b', other: 1 }])
  })

  test.each([
    { name: 'by the property', message: { reset: true } },
    { name: 'by a payload', message: { payload: 0 } },
  ])('is reset $name', async ({ message }) => {
    const node = await start({ reset: '0' })
    await arriveToStay(node, { payload: 'a' })
    await arrive(node, message)
    await vi.advanceTimersByTimeAsync(1000)
    expect(payloads(node)).toEqual(['1'])
    expect(node.statuses.at(-1)).toEqual({})
    await arrive(node, message)
    expect(node.statuses.slice(-2), 'though nothing waits').toEqual([{}, {}])
  })

  test('sends once only until a reset where there is no duration', async () => {
    const node = await start({ duration: '0' })
    await arrive(node, {}, {})
    await vi.advanceTimersByTimeAsync(100_000)
    await arrive(node, { reset: 1 }, {})
    expect(payloads(node)).toEqual(['1', '1'])
  })

  test('sends again and again where the duration is negative, until a reset', async () => {
    const node = await start({ duration: '-1', units: 's', op1: '', op1type: 'date' })
    await arrive(node, {})
    await vi.advanceTimersByTimeAsync(2500)
    expect(payloads(node)).toEqual([noon, noon + 1000, noon + 2000])
    await arrive(node, { reset: true })
    await vi.advanceTimersByTimeAsync(2500)
    expect(node.sent).toHaveLength(3)
  })

  test('tells streams apart by a property', async () => {
    const node = await start({ bytopic: 'topic', topic: 'sensor.id', op2type: 'pay' })
    await arriveToStay(node, { payload: 'a', sensor: { id: 1 } }, { payload: 'b', sensor: { id: 2 } })
    expect(node.statuses.at(-1)).toEqual({ fill: 'blue', shape: 'dot', text: '2' })
    await arrive(node, { reset: true, sensor: { id: 1 } })
    await vi.advanceTimersByTimeAsync(250)
    expect(payloads(node)).toEqual(['1', '1', 'b'])
  })

  test('refuses more topics than messages may be held', async () => {
    const node = await start({ bytopic: 'topic' }, { settings: { nodeMessageBufferMaxLength: 2 } })
    await arriveToStay(node, { topic: 'a' }, { topic: 'b' })
    await expect(node.receive({ topic: 'c' })).rejects.toMatchObject({ code: 'BUFFER_FULL' })
  })

  test('takes a value that is no text for the same topic as its text', async () => {
    const node = await start({ bytopic: 'topic', topic: 'id', op2type: 'nul' })
    await arriveToStay(node, { id: 1 }, { id: '1' }, { id: 2 })
    expect(node.sent).toHaveLength(2)
  })

  test('fails on a message without what the property is to be in', async () => {
    const node = await start({ bytopic: 'topic', topic: 'sensor.id' })
    await expect(node.receive({ payload: 1 })).rejects.toThrow('sensor.id')
  })

  test('sends the message that began the wait again, not one that came after it', async () => {
    const node = await start({ extend: true, overrideDelay: true, op1type: 'nul', op2type: 'payl' })
    await arriveToStay(node, { payload: 1 }, { payload: 2 }, { payload: 3, delay: 0 })
    await vi.advanceTimersByTimeAsync(250)
    expect(payloads(node)).toEqual([2])
  })

  test('fails on a template that cannot be read, and is ready for the next message', async () => {
    const node = await start({ op1: '{{#a}}', op2type: 'nul' })
    await expect(node.receive({})).rejects.toThrow('Unclosed section')
    await expect(node.receive({})).rejects.toThrow('Unclosed section')
  })

  test.each([
    { config: { op1: '{', op1type: 'json' }, expected: 'op1' },
    { config: { topic: 'a[' }, expected: 'topic' },
    { config: { duration: 'long' }, expected: 'duration' },
  ])('refuses $config', async ({ config, expected }) => {
    await expect(startNode(trigger, config)).rejects.toThrow(expected)
  })
})

describe('trigger, in a storm,', () => {
  test.each([
    { name: 'that extend one wait', config: { extend: true, op2type: 'payl' } },
    { name: 'that wait for a reset', config: { duration: '0' } },
  ])(
    'takes a hundred thousand messages $name',
    async ({ config }) => {
      const node = await startNode(trigger, { duration: '60000', ...config })
      let held = 0
      for (let index = 0; index < 100_000; index++) {
        held++
        node.receive({ payload: index }).finally(() => held--)
      }
      await node.close()
      expect(node.sent).toHaveLength(1)
      expect(held).toBeLessThanOrEqual(1)
    },
    8000,
  )
})
