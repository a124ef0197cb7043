import { describe, expect, test } from 'vitest'
import { defineNode } from '../../runtime/define-node.js'
import { recordFlow } from '../helpers/record-flow.js'

const slow = (log: string[], settles: Promise<void>) =>
  defineNode({
    type: 'slow',
    summary: 'Takes its time.',
    outputs: 1,
    config: { type: 'object', properties: {} },
    create: (_, node) => ({
      async input(message, send) {
        await settles
        send(message)
      },
      close: () => void log.push(`${node.id} closed`),
    }),
  })

test('messages in flight are finished before nodes are closed', async () => {
  const log: string[] = []
  let settle = () => {}
  const type = slow(
    log,
    new Promise((resolve) => {
      settle = resolve
    }),
  )
  const run = await recordFlow(
    [
      { id: 's', type: 'slow', wires: [['r']] },
      { id: 'r', type: 'record' },
    ],
    { nodes: [type] },
  )
  await run.send('s', { payload: 'last' })
  const stopping = run.runtime.stop()
  expect(log).toEqual([])
  settle()
  expect(await stopping).toEqual({ dropped: [], unanswered: 0 })
  expect(run.payloads()).toEqual(['last'])
  expect(log).toEqual(['s closed'])
})

test('what is not finished at the deadline is counted by node', async () => {
  const run = await recordFlow([{ id: 's', type: 'slow', name: 'S', wires: [[]] }], {
    nodes: [slow([], new Promise(() => {}))],
    drainTimeoutMs: 30,
  })
  await run.send('s')
  await run.send('s')
  expect((await run.runtime.stop()).dropped).toEqual([
    { node: { id: 's', type: 'slow', name: 'S' }, count: 2 },
  ])
})

test('a node whose close does not end is left behind after nodeCloseTimeout', async () => {
  const stuck = defineNode({
    type: 'stuck',
    summary: 'Never closes.',
    config: { type: 'object', properties: {} },
    create: () => ({ close: () => new Promise<void>(() => {}) }),
  })
  const run = await recordFlow([{ id: 's', type: 'stuck' }], {
    nodes: [stuck],
    settings: { nodeCloseTimeout: 20 },
  })
  await run.runtime.stop()
  expect(run.logged).toContainEqual(
    expect.objectContaining({ level: 'error', node: expect.objectContaining({ id: 's' }) }),
  )
})

test('a node that waits for a config node to close, as a server for its connection, does not hold it up', async () => {
  let hangUp = () => {}
  const connection = new Promise<void>((resolve) => {
    hangUp = resolve
  })
  const config = { type: 'object', properties: {} } as const
  const client = defineNode({
    type: 'client',
    summary: 'Holds a connection.',
    isConfig: true,
    config,
    create: () => ({ close: () => hangUp() }),
  })
  const server = defineNode({
    type: 'server',
    summary: 'Waits for its connections.',
    config,
    create: () => ({ close: () => connection }),
  })
  const run = await recordFlow(
    [
      { id: 'c', type: 'client' },
      { id: 's', type: 'server' },
    ],
    { nodes: [client, server] },
  )
  await run.runtime.stop()
  expect(run.logged.filter(({ level }) => level === 'error')).toEqual([])
})

test('a stopped runtime can be started again', async () => {
  const run = await recordFlow([{ id: 'r', type: 'record' }])
  await run.runtime.stop()
  await run.runtime.start()
  await run.send('r', { payload: 1 })
  expect(run.payloads()).toEqual([1])
})

describe('what waits for other messages alone', () => {
  test.each([
    { name: 'a group of join', node: { type: 'join', mode: 'custom', count: 3 }, message: {} },
    {
      name: 'a group of join by parts',
      node: { type: 'join' },
      message: { parts: { id: 1, index: 0, count: 3 } },
    },
    {
      name: 'a sequence to reduce',
      node: { type: 'join', mode: 'reduce', reduceExp: '$A' },
      message: { parts: { id: 1, index: 0, count: 3 } },
    },
    { name: 'a batch by number', node: { type: 'batch', count: 3 }, message: {} },
    {
      name: 'a sequence to concatenate',
      node: { type: 'batch', mode: 'concat', topics: [{ topic: 'a' }] },
      message: { topic: 'a', parts: { id: 1, index: 0, count: 3 } },
    },
    {
      name: 'a sequence to sort',
      node: { type: 'sort', targetType: 'seq' },
      message: { parts: { id: 1, index: 0, count: 3 } },
    },
    {
      name: 'a sequence to repair',
      node: { type: 'switch', rules: [{ t: 'else' }], repair: true },
      message: { parts: { id: 1, index: 0, count: 3 } },
    },
    { name: 'a piece of a stream', node: { type: 'split', stream: true }, message: {} },
  ])('does not keep a stop waiting, and is counted: $name', async ({ node, message }) => {
    const run = await recordFlow(
      [
        { ...node, id: 'n', wires: [['r']] },
        { id: 'r', type: 'record' },
      ],
      {
        drainTimeoutMs: 60_000,
      },
    )
    await run.send('n', { payload: 'a', ...message })
    const { dropped } = await run.runtime.stop()
    expect(dropped.map(({ node: { id }, count }) => ({ id, count }))).toEqual([{ id: 'n', count: 1 }])
  })

  test('is waited for while the messages that it needs are under way', async () => {
    const run = await recordFlow([
      { id: 'd', type: 'delay', timeout: 30, timeoutUnits: 'milliseconds', wires: [['j']] },
      { id: 'j', type: 'join', mode: 'custom', count: 2, wires: [['r']] },
      { id: 'r', type: 'record' },
    ])
    await run.send('j', { payload: 1 })
    await run.send('d', { payload: 2 })
    expect(await run.runtime.stop()).toEqual({ dropped: [], unanswered: 0 })
    expect(run.payloads()).toEqual([[1, 2]])
  })

  test('with a time limit is waited for', async () => {
    const run = await recordFlow([
      { id: 'j', type: 'join', mode: 'custom', count: 2, timeout: 0.03, wires: [['r']] },
      { id: 'r', type: 'record' },
    ])
    await run.send('j', { payload: 1 })
    expect((await run.runtime.stop()).dropped).toEqual([])
    expect(run.payloads()).toEqual([[1]])
  })
})

test('what a catch node sends of the last message that fails is delivered', async () => {
  let fail = () => {}
  const failing = new Promise<void>((_, reject) => {
    fail = () => reject(new Error('late'))
  })
  const run = await recordFlow(
    [
      { id: 's', type: 'slow', wires: [[]] },
      { id: 'c', type: 'catch', wires: [['r']] },
      { id: 'r', type: 'record' },
    ],
    { nodes: [slow([], failing)] },
  )
  await run.send('s', { payload: 'last' })
  const stopping = run.runtime.stop()
  fail()
  expect(await stopping).toEqual({ dropped: [], unanswered: 0 })
  expect(run.payloads()).toEqual(['last'])
})
