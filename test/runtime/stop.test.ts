import { expect, test } from 'vitest'
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

test('a stopped runtime can be started again', async () => {
  const run = await recordFlow([{ id: 'r', type: 'record' }])
  await run.runtime.stop()
  await run.runtime.start()
  await run.send('r', { payload: 1 })
  expect(run.payloads()).toEqual([1])
})
