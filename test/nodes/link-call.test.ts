import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import linkCall from '../../nodes/common/link-call.js'
import type { RunningNode } from '../../runtime/define-node.js'
import { addOutputs } from '../../runtime/message/named-outputs.js'
import { type FlowRun, runFlowFile } from '../helpers/run-flow-file.js'

describe('link call', () => {
  let flow: FlowRun

  beforeEach(async () => {
    flow = await runFlowFile(new URL('link-call.flow.json', import.meta.url), { drainTimeoutMs: 100 })
  })
  afterEach(() => flow.stop())

  test.each([
    { name: 'the node that it is set to', call: 'call-static', message: {}, through: 'return-echo' },
    { name: 'a node that calls another', call: 'call-nested', message: {}, through: 'return-outer' },
    {
      name: 'the node of an id',
      call: 'call-dynamic',
      message: { target: 'in-echo' },
      through: 'return-echo',
    },
    {
      name: 'the only node of a name',
      call: 'call-dynamic',
      message: { target: 'echo' },
      through: 'return-echo',
    },
    {
      name: 'the node of its own tab where others have that name',
      call: 'call-dynamic',
      message: { target: 'same name' },
      through: 'return-own',
    },
    {
      name: 'a node within its own subflow',
      call: 'instance',
      message: { target: 'inside' },
      through: undefined,
    },
    {
      name: 'a node on a tab from a subflow',
      call: 'instance',
      message: { target: 'echo' },
      through: 'return-echo',
    },
  ])('calls $name and passes the answer on', async ({ call, message, through }) => {
    flow.send(call, { ...message, payload: 5, _msgid: 'm1' })
    const _event = through === undefined ? expect.stringContaining('node:') : `node:${through}`
    expect(await flow.shown('debug-answer')).toEqual([{ ...message, payload: 5, _msgid: 'm1', _event }])
  })

  test.each([
    { name: 'no node has the name', call: 'call-dynamic', message: { target: 'nobody' }, error: 'nobody' },
    { name: 'no target is given', call: 'call-dynamic', message: {}, error: 'No link in node' },
    {
      name: 'the target is no link in node',
      call: 'call-dynamic',
      message: { target: 'catch' },
      error: 'catch',
    },
    {
      name: 'several nodes have the name',
      call: 'call-dynamic',
      message: { target: 'twin' },
      error: 'Several',
    },
    {
      name: 'the node is inside a subflow',
      call: 'call-dynamic',
      message: { target: 'inside' },
      error: 'inside',
    },
    { name: 'nothing is chosen', call: 'call-none', message: {}, error: 'No link in node' },
  ])('fails where $name', async ({ call, message, error }) => {
    flow.send(call, { ...message, payload: 5 })
    const [caught] = await flow.shown('debug-error')
    expect(caught).toMatchObject({
      payload: 5,
      error: { message: expect.stringContaining(error), source: { id: call } },
    })
  })

  test('fails with the message that came where no answer comes in time', async () => {
    flow.send('call-silent', { payload: { a: 1 }, _msgid: 'm1' })
    expect(await flow.shown('debug-error')).toEqual([
      {
        payload: { a: 1 },
        _msgid: 'm1',
        error: {
          message: 'timeout',
          code: 'NODE_TIMEOUT',
          source: { id: 'call-silent', type: 'link call', name: '', count: 1 },
        },
      },
    ])
    expect(flow.shownNow('debug-answer')).toEqual([])
    expect(flow.shownNow('debug-complete')).toEqual([])
  })

  test('passes on an answer that comes after its time', async () => {
    flow.send('call-late', { payload: 5 })
    await flow.shown('debug-error')
    expect(await flow.shown('debug-answer')).toMatchObject([{ payload: 5 }])
  })

  test('passes on every answer of a flow that answers twice', async () => {
    flow.send('call-twice', { payload: 5 })
    expect(await flow.shown('debug-answer', 2)).toMatchObject([{ payload: 5 }, { payload: 5 }])
  })

  test('is complete once, when the answer has come', async () => {
    flow.send('call-static', { payload: 5 })
    await flow.shown('debug-answer')
    flow.send('call-static', { payload: 6 })
    await flow.shown('debug-answer', 2)
    const completed = await flow.shown('debug-complete', 2)
    expect(completed).toMatchObject([
      { payload: 5, _event: 'node:return-echo', complete: { source: { id: 'call-static' } } },
      { payload: 6, _event: 'node:return-echo' },
    ])
    expect(completed[0]).not.toHaveProperty('_linkSource')
  })

  test('keeps the answers of calls at the same time apart', async () => {
    for (let payload = 0; payload < 20; payload++) {
      flow.send(payload % 2 ? 'call-static' : 'call-nested', { payload, _msgid: `m${payload}` })
    }
    const answers = (await flow.shown('debug-answer', 20)) as Array<{ payload: number; _msgid: string }>
    expect(answers.every(({ payload, _msgid }) => _msgid === `m${payload}`)).toBe(true)
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(20)
  })
})

test('a link call that stops before the answer fails the message and leaves no timer', async () => {
  vi.useFakeTimers()
  const target = { id: 'in', type: 'link in', name: '', z: 'tab', inSubflow: false }
  const peers = { get: () => target, deliver: () => true }
  const config = { name: '', linkType: 'static' as const, links: ['in'], timeout: 30 }
  const call = await linkCall.create(config, { id: 'call', peers } as unknown as RunningNode)
  const waiting = call.input(
    { payload: 5 },
    addOutputs(
      () => {},
      () => [],
    ),
  )
  call.close()
  await expect(waiting).rejects.toThrow('stopped before the answer')
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
