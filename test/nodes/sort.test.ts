import { describe, expect, test } from 'vitest'
import sort from '../../nodes/sequence/sort.js'
import type { Message } from '../../runtime/message/message.js'
import { runNode, startNode } from '../helpers/run-node.js'

const sequence = (id: string, payloads: readonly unknown[]): Message[] =>
  payloads.map((payload, index) => ({ payload, parts: { id, index, count: payloads.length } }))

describe('sort', () => {
  test.each([
    { name: 'texts', config: {}, payload: ['b', 'c', 'a'], expected: ['a', 'b', 'c'] },
    { name: 'downwards', config: { order: 'descending' }, payload: [1, 3, 2], expected: [3, 2, 1] },
    { name: 'texts as they are', config: {}, payload: ['10', '9'], expected: ['10', '9'] },
    {
      name: 'texts as numbers',
      config: { as_num: true },
      payload: ['10', 'x', '9'],
      expected: ['9', '10', 'x'],
    },
    { name: 'numbers, undefined last', config: {}, payload: [3, undefined, 1], expected: [1, 3, undefined] },
    {
      name: 'by an expression',
      config: { msgKey: 'age', msgKeyType: 'jsonata', as_num: 'true' },
      payload: [{ age: '10' }, { age: '9' }],
      expected: [{ age: '9' }, { age: '10' }],
    },
    { name: 'an empty array', config: {}, payload: [], expected: [] },
  ])('sorts $name', async ({ config, payload, expected }) => {
    const [sent] = await runNode(sort, { targetType: 'msg', ...config }, { payload })
    expect(sent?.payload).toEqual(expected)
  })

  test('sorts the array of another property, keeping equal elements in their order', async () => {
    const config = { target: 'data.list', msgKey: 'k', msgKeyType: 'jsonata' }
    const list = [{ k: 2 }, { k: 1, n: 'first' }, { k: 1, n: 'second' }]
    const [sent] = await runNode(sort, { targetType: 'msg', ...config }, { data: { list } })
    expect(sent?.data).toEqual({ list: [{ k: 1, n: 'first' }, { k: 1, n: 'second' }, { k: 2 }] })
  })

  test.each([
    { name: 'a property', config: {}, expected: [1, 2, 3] },
    {
      name: 'msg.payload where nothing is said',
      config: { targetType: '', seqKey: '' },
      expected: [1, 2, 3],
    },
    { name: 'a property, downwards', config: { order: 'descending' }, expected: [3, 2, 1] },
    { name: 'an expression', config: { seqKey: '-payload', seqKeyType: 'jsonata' }, expected: [3, 2, 1] },
  ])('sorts each sequence by $name', async ({ config, expected }) => {
    const node = await startNode(sort, { targetType: 'seq', seqKey: 'payload', ...config })
    const [x, y] = [sequence('x', [2, 3, 1]), sequence('y', [1])]
    await Promise.all([x[0], y[0], x[1], x[2]].map((message) => node.receive(message as Message)))
    const ofX = node.sent
      .map(({ message }) => message)
      .filter(({ parts }) => (parts as { id: string }).id === 'x')
    expect(ofX.map(({ payload }) => payload)).toEqual(expected)
    expect(ofX.map(({ parts }) => (parts as { index: number }).index)).toEqual([0, 1, 2])
    expect(node.sent).toHaveLength(4)
    await node.close()
  })

  test.each([
    { config: {}, message: { payload: 'text' }, expected: 'no array' },
    {
      config: { msgKey: '$error("x")', msgKeyType: 'jsonata' },
      message: { payload: [1] },
      expected: 'failed',
    },
    { config: { targetType: 'seq' }, message: { payload: 1 }, expected: 'msg.parts.id' },
    { config: { targetType: 'seq' }, message: { parts: { id: 1 } }, expected: 'msg.parts.index' },
    {
      config: { targetType: 'seq', seqKey: '$error("x")', seqKeyType: 'jsonata' },
      message: { parts: { id: 1, index: 0, count: 1 } },
      expected: 'failed',
    },
  ])('fails on $message with $config', async ({ config, message, expected }) => {
    await expect(runNode(sort, { targetType: 'msg', ...config }, message)).rejects.toThrow(expected)
  })

  test('gives up the oldest sequence beyond the limit, with an error for its last message', async () => {
    const node = await startNode(sort, { targetType: 'seq' }, { settings: { nodeMessageBufferMaxLength: 3 } })
    const [x, y] = [sequence('x', [1, 2, 3]), sequence('y', [2, 1, 3])]
    const results = [x[0], x[1], y[0], y[1], y[2]].map((message) =>
      node.receive(message as Message).then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    )
    expect(await Promise.all(results)).toEqual(['done', 'BUFFER_FULL', 'done', 'done', 'done'])
    expect(node.sent.map(({ message }) => message.payload)).toEqual([1, 2, 3])
    await node.close()
  })

  test('is done with what it holds when it is closed', async () => {
    const node = await startNode(sort, { targetType: 'seq' })
    const done = node.receive(sequence('x', [1, 2])[0] as Message)
    await node.close()
    await done
    expect(node.sent).toEqual([])
  })

  test.each([
    { config: { targetType: 'msg', target: 'a[' }, expected: 'target' },
    { config: { targetType: 'msg', msgKey: '(', msgKeyType: 'jsonata' }, expected: 'msgKey' },
    { config: { targetType: 'msg', msgKeyType: 'jsonata' }, expected: 'msgKey' },
    { config: { seqKeyType: 'jsonata' }, expected: 'seqKey' },
    { config: { targetType: 'seq', seqKey: '(', seqKeyType: 'jsonata' }, expected: 'seqKey' },
    { config: { order: 'random' }, expected: 'order' },
  ])('refuses $config', async ({ config, expected }) => {
    await expect(startNode(sort, config)).rejects.toThrow(expected)
  })

  test('sorts a sequence of a hundred thousand messages', async () => {
    const node = await startNode(sort, { targetType: 'seq' })
    const payloads = Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_000)
    await Promise.all(sequence('x', payloads).map((message) => node.receive(message)))
    expect(node.sent[99_999]?.message.payload).toBe(99_999)
    await node.close()
  }, 5000)
})
