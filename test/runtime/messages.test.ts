import { describe, expect, test } from 'vitest'
import { defineNode } from '../../runtime/define-node.js'
import type { Message, Sendable } from '../../runtime/message/message.js'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

/** A node type that sends what its table says. */
const sender = (make: (message: Message) => Sendable) =>
  defineNode({
    type: 'sender',
    summary: 'Sends what the test says.',
    outputs: 3,
    config: { type: 'object', properties: {} },
    create: () => ({ input: (message, send) => send(make(message)) }),
  })

const threeOutputs: FlowEntry[] = [
  { id: 's', type: 'sender', wires: [['a'], ['b'], ['c']] },
  { id: 'a', type: 'record' },
  { id: 'b', type: 'record' },
  { id: 'c', type: 'record' },
]

const run = (make: (message: Message) => Sendable, flow = threeOutputs) =>
  recordFlow(flow, { nodes: [sender(make)] })

describe('what a node sends', () => {
  test.each<{ name: string; sent: Sendable; expected: Array<[string, unknown]> }>([
    { name: 'a message leaves by the first output', sent: { payload: 1 }, expected: [['a', 1]] },
    { name: 'nothing is sent for null', sent: null, expected: [] },
    {
      name: 'a list has an entry for each output',
      sent: [{ payload: 1 }, null, { payload: 3 }],
      expected: [
        ['a', 1],
        ['c', 3],
      ],
    },
    {
      name: 'a list in the list is several messages of one output, in order',
      sent: [[{ payload: 1 }, null, { payload: 2 }], { payload: 3 }],
      expected: [
        ['a', 1],
        ['a', 2],
        ['b', 3],
      ],
    },
    {
      name: 'entries beyond the outputs are dropped',
      sent: [null, null, null, { payload: 4 }],
      expected: [],
    },
    { name: 'an empty list is nothing', sent: [], expected: [] },
  ])('$name', async ({ sent, expected }) => {
    const flow = await run(() => sent)
    await flow.send('s')
    expect(flow.records.map(({ at, message }) => [at, message.payload])).toEqual(expected)
  })

  test('the first reader gets the message itself, each other one a clone', async () => {
    const sent = { payload: { deep: [1] } }
    const flow = await run(
      () => sent,
      [
        { id: 's', type: 'sender', wires: [['a', 'b']] },
        { id: 'a', type: 'record' },
        { id: 'b', type: 'record' },
      ],
    )
    await flow.send('s')
    const [first, second] = flow.records.map(({ message }) => message)
    expect(first).toBe(sent)
    expect(second).toEqual(first)
    expect(second?.payload).not.toBe(first?.payload)
  })

  test('a list for one output goes to its readers one after the other', async () => {
    const flow = await run(
      () => [[{ payload: 1 }, { payload: 2 }]],
      [
        { id: 's', type: 'sender', wires: [['a', 'b']] },
        { id: 'a', type: 'record' },
        { id: 'b', type: 'record' },
      ],
    )
    await flow.send('s')
    expect(flow.records.map(({ at, message }) => `${at}${message.payload}`)).toEqual(['a1', 'a2', 'b1', 'b2'])
  })

  test('req and res go by reference to every reader', async () => {
    const [req, res] = [{ url: '/' }, { _res: {} }]
    const flow = await run(
      () => ({ req, res }),
      [
        { id: 's', type: 'sender', wires: [['a', 'b']] },
        { id: 'a', type: 'record' },
        { id: 'b', type: 'record' },
      ],
    )
    await flow.send('s')
    expect(flow.records.every(({ message }) => message.req === req && message.res === res)).toBe(true)
  })

  test('a message keeps its id, and gets one where it has none', async () => {
    const flow = await run((message) => [{ payload: 1, _msgid: message._msgid ?? '' }, { payload: 2 }])
    await flow.send('s', { _msgid: 'mine' })
    expect(flow.records.map(({ message }) => message._msgid)).toEqual(['mine', 'mine'])
    const other = await run(() => ({ payload: 1 }))
    await other.send('s')
    expect(other.records[0]?.message._msgid).toMatch(/^[0-9a-f]{16}$/)
  })

  test('what cannot be cloned is handed on and does not break the rest', async () => {
    class Handle {
      #secret = 1
      read() {
        return this.#secret
      }
    }
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const sent = { payload: { handle: new Handle(), call: () => 7, cycle, date: new Date(5) } }
    const flow = await run(
      () => sent,
      [
        { id: 's', type: 'sender', wires: [['a', 'b']] },
        { id: 'a', type: 'record' },
        { id: 'b', type: 'record' },
      ],
    )
    await flow.send('s')
    const copy = flow.records[1]?.message.payload as typeof sent.payload
    expect([copy.handle.read(), copy.call(), copy.date.getTime()]).toEqual([1, 7, 5])
    expect((copy.cycle.self as typeof cycle).self).toBe(copy.cycle)
  })
})

describe('delivery', () => {
  test('is asynchronous: a node is called after the call that sent to it', async () => {
    const order: string[] = []
    const type = defineNode({
      type: 'steps',
      summary: 'Notes when it is called.',
      outputs: 1,
      config: { type: 'object', properties: {} },
      create: (_, node) => ({
        input(message, send) {
          order.push(`${node.id} begins`)
          send(message)
          order.push(`${node.id} ends`)
        },
      }),
    })
    const flow = await recordFlow(
      [
        { id: 'one', type: 'steps', wires: [['two']] },
        { id: 'two', type: 'steps', wires: [[]] },
      ],
      { nodes: [type] },
    )
    await flow.send('one')
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
  })

  test('is first in, first out over the whole flow: by hops, then by the order of wires', async () => {
    const pass = (id: string, ...targets: string[]): FlowEntry => ({ id, type: 'junction', wires: [targets] })
    const flow = await recordFlow([
      pass('start', 'long1', 'short'),
      pass('long1', 'long2'),
      pass('long2', 'viaLong'),
      pass('short', 'viaShort'),
      { id: 'viaLong', type: 'record' },
      { id: 'viaShort', type: 'record' },
    ])
    await flow.send('start', { payload: 1 })
    await flow.send('start', { payload: 2 })
    expect(flow.records.map(({ at, message }) => `${at} ${message.payload}`)).toEqual([
      'viaShort 1',
      'viaLong 1',
      'viaShort 2',
      'viaLong 2',
    ])
  })

  test('what a function does in microtasks comes before the next delivery', async () => {
    const flow = await recordFlow([
      { id: 'start', type: 'junction', wires: [['slow', 'fast']] },
      { id: 'slow', type: 'function', func: 'await null; await null; return msg', wires: [['a']] },
      { id: 'fast', type: 'function', func: 'return msg', wires: [['b']] },
      { id: 'a', type: 'record' },
      { id: 'b', type: 'record' },
    ])
    await flow.send('start')
    await flow.recorded(2)
    expect(flow.records.map(({ at }) => at)).toEqual(['a', 'b'])
  })

  test('a hundred thousand messages arrive, all and in order', async () => {
    const count = 100_000
    const flow = await run(() => [Array.from({ length: count }, (_, payload) => ({ payload }))], threeOutputs)
    await flow.send('s')
    await flow.recorded(count)
    expect(flow.payloads().every((payload, index) => payload === index)).toBe(true)
  })
})
