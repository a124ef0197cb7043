import { describe, expect, test } from 'vitest'
import split from '../../nodes/sequence/split.js'
import { runNode, startNode } from '../helpers/run-node.js'

const bytes = (text: string) => Buffer.from(text)

describe('split', () => {
  test.each([
    { name: 'a text into lines', config: {}, payload: 'a\nb\n', expected: ['a', 'b', ''] },
    { name: 'a text without the separator', config: {}, payload: 'abc', expected: ['abc'] },
    { name: 'an empty text', config: {}, payload: '', expected: [''] },
    { name: 'at a longer separator', config: { splt: ', ' }, payload: 'a, b,c', expected: ['a', 'b,c'] },
    { name: 'at an escaped character', config: { splt: '\\r\\n' }, payload: 'a\r\nb', expected: ['a', 'b'] },
    {
      name: 'a text at bytes',
      config: { splt: '[59]', spltType: 'bin' },
      payload: 'a;b',
      expected: ['a', 'b'],
    },
    {
      name: 'a text by length',
      config: { splt: '2', spltType: 'len' },
      payload: 'abcde',
      expected: ['ab', 'cd', 'e'],
    },
    {
      name: 'a Buffer into lines',
      config: {},
      payload: bytes('a\nbc\n'),
      expected: [bytes('a'), bytes('bc')],
    },
    {
      name: 'a Buffer at a separator of several bytes',
      config: { splt: 'ä' },
      payload: bytes('1ä2ä3'),
      expected: [bytes('1'), bytes('2'), bytes('3')],
    },
    {
      name: 'a Buffer at bytes',
      config: { splt: '[0,1]', spltType: 'bin' },
      payload: Buffer.from([9, 0, 1, 8]),
      expected: [Buffer.from([9]), Buffer.from([8])],
    },
    {
      name: 'a Buffer by length, saved as a number',
      config: { splt: 3, spltType: 'len' },
      payload: bytes('abcd'),
      expected: [bytes('abc'), bytes('d')],
    },
    { name: 'an array', config: {}, payload: [1, 'b', null], expected: [1, 'b', null] },
    { name: 'an array by length', config: { arraySplt: '2' }, payload: [1, 2, 3], expected: [[1, 2], [3]] },
    { name: 'an empty array into nothing', config: {}, payload: [], expected: [] },
    {
      name: 'an object into its values',
      config: {},
      payload: { a: 1, b: { c: 2 } },
      expected: [1, { c: 2 }],
    },
  ])('splits $name', async ({ config, payload, expected }) => {
    const sent = await runNode(split, config, { payload })
    expect(sent.map((message) => message.payload)).toEqual(expected)
    const parts = sent.map((message) => message.parts as Record<string, unknown>)
    expect(parts.map(({ index }) => index)).toEqual(expected.map((_, index) => index))
    expect(new Set(parts.map(({ id }) => id)).size).toBe(Math.min(1, expected.length))
    for (const { count } of parts) expect(count).toBe(expected.length)
  })

  test.each([
    { config: {}, payload: 'a', expected: { type: 'string', ch: '\n' } },
    { config: { splt: '[10]', spltType: 'bin' }, payload: 'a', expected: { type: 'string', ch: [10] } },
    { config: { splt: '4', spltType: 'len' }, payload: 'a', expected: { type: 'string', ch: '', len: 4 } },
    { config: {}, payload: bytes('a'), expected: { type: 'buffer', ch: '\n' } },
    { config: { splt: '4', spltType: 'len' }, payload: bytes('a'), expected: { type: 'buffer', len: 4 } },
    { config: {}, payload: [1], expected: { type: 'array', len: 1 } },
    { config: {}, payload: { k: 1 }, expected: { type: 'object', key: 'k' } },
  ])('says how $payload was split, with $config', async ({ config, payload, expected }) => {
    const [sent] = await runNode(split, config, { payload })
    expect(sent?.parts).toEqual({ ...expected, id: expect.any(String), index: 0, count: 1 })
  })

  test('keeps the parts of an outer sequence inside, and names another property', async () => {
    const outer = { id: 'outer', index: 3 }
    const [sent] = await runNode(
      split,
      { property: 'payload.list' },
      { payload: { list: ['x'] }, parts: outer },
    )
    expect(sent).toMatchObject({ payload: { list: 'x' }, parts: { parts: outer, property: 'payload.list' } })
  })

  test('copies the key of each value to the property that is named', async () => {
    const sent = await runNode(split, { addname: 'topic' }, { payload: { a: 1, b: 2 } })
    expect(sent.map(({ topic }) => topic)).toEqual(['a', 'b'])
  })

  test('gives each message its own id and its own copy of the rest', async () => {
    const [first, second] = await runNode(split, {}, { _msgid: 'm', payload: [1, 2], rest: { a: 1 } })
    expect(first?._msgid).toBeUndefined()
    expect(first?.rest).toEqual({ a: 1 })
    expect(first?.rest).not.toBe(second?.rest)
  })

  test.each([
    { name: 'texts', config: {}, parts: ['a', 'b\nc', '\n', 'd'], expected: ['ab', 'c'] },
    {
      name: 'a separator in two parts',
      config: { splt: '--' },
      parts: ['a-', '-b-', 'c--'],
      expected: ['a', 'b-c'],
    },
    {
      name: 'texts by length',
      config: { splt: '2', spltType: 'len' },
      parts: ['a', 'b', 'cde', 'f'],
      expected: ['ab', 'cd', 'ef'],
    },
    {
      name: 'Buffers',
      config: { splt: '[1,2]', spltType: 'bin' },
      parts: [Buffer.from([9, 1]), Buffer.from([2, 8, 1, 2])],
      expected: [Buffer.from([9]), Buffer.from([8])],
    },
    {
      name: 'Buffers by length',
      config: { splt: '3', spltType: 'len' },
      parts: [bytes('ab'), bytes('cd'), bytes('ef')],
      expected: [bytes('abc'), bytes('def')],
    },
  ])('reads a stream of $name', async ({ config, parts, expected }) => {
    const node = await startNode(split, { stream: true, ...config })
    const done = parts.map((payload) => node.receive({ payload }))
    await node.close()
    await Promise.all(done)
    expect(node.sent.map(({ message }) => message.payload)).toEqual(expected)
    for (const [index, { message }] of node.sent.entries()) {
      expect(message.parts).toMatchObject({ index })
      expect(message.parts).not.toHaveProperty('count')
    }
  })

  test('is done with a message of a stream once all of it was sent', async () => {
    const node = await startNode(split, { stream: true })
    let isDone = false
    const first = node.receive({ payload: 'a' }).then(() => {
      isDone = true
    })
    await Promise.resolve()
    expect(isDone).toBe(false)
    await node.receive({ payload: 'b\n' })
    await first
    expect(node.sent).toHaveLength(1)
    await node.close()
  })

  test('gives up a stream that never comes to an end of a piece, with an error', async () => {
    const node = await startNode(split, { stream: true }, { settings: { nodeMessageBufferMaxLength: 2 } })
    const waiting = [node.receive({ payload: 'a' }), node.receive({ payload: 'b' })]
    await expect(node.receive({ payload: 'c' })).rejects.toMatchObject({ code: 'BUFFER_FULL' })
    await Promise.all(waiting)
    await node.receive({ payload: 'd\n' })
    expect(node.sent.map(({ message }) => message.payload)).toEqual(['d'])
    await node.close()
  })

  test.each([{ payload: 7 }, { payload: true }, { payload: null }, {}])('fails on %j', async (message) => {
    await expect(runNode(split, {}, message)).rejects.toThrow('msg.payload is')
  })

  test('leaves a list as it came, for complete nodes', async () => {
    const message = { payload: [1, 2], parts: { id: 'outer' } }
    await runNode(split, {}, message)
    expect(message).toMatchObject({ payload: [1, 2], parts: { count: 2, parts: { id: 'outer' } } })
    expect(message.parts).not.toHaveProperty('index')
  })

  test.each([
    { config: { splt: 'x', spltType: 'len' }, expected: 'no length' },
    { config: { splt: '0', spltType: 'len' }, expected: 'no length' },
    { config: { splt: 'x', spltType: 'bin' }, expected: 'no JSON list' },
    { config: { splt: '[]', spltType: 'bin' }, expected: 'empty list' },
    { config: { arraySplt: 0 }, expected: 'arraySplt' },
    { config: { property: 'a[' }, expected: 'property' },
    { config: { addname: 'a..b' }, expected: 'addname' },
  ])('refuses $config', async ({ config, expected }) => {
    await expect(startNode(split, config)).rejects.toThrow(expected)
  })

  test('takes time in proportion to a stream of many small parts', async () => {
    const node = await startNode(split, { stream: true })
    for (let index = 0; index < 100_000; index++) void node.receive({ payload: 'abcdefghij' })
    await node.receive({ payload: '\n' })
    expect(node.sent[0]?.message.payload).toHaveLength(1_000_000)
    await node.close()
  }, 4000)
})
