import { describe, expect, test } from 'vitest'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

const failing = (id: string, more: object = {}): FlowEntry => ({
  id,
  type: 'function',
  z: 't',
  func: 'throw new Error("no")',
  wires: [[]],
  ...more,
})
const catching = (id: string, more: object = {}): FlowEntry => ({
  id,
  type: 'catch',
  z: 't',
  scope: null,
  uncaught: false,
  wires: [[`${id}!`]],
  ...more,
})
const recording = (...ids: string[]): FlowEntry[] =>
  ids.map((id) => ({ id: `${id}!`, type: 'record', z: 't' }))

describe('an error goes to', () => {
  test.each<{ name: string; flow: FlowEntry[]; expected: string[] }>([
    {
      name: 'every catch node of the tab',
      flow: [failing('f'), catching('a'), catching('b'), ...recording('a', 'b')],
      expected: ['a!', 'b!'],
    },
    {
      name: 'a catch node that selects the node, not one that selects another',
      flow: [
        failing('f'),
        catching('a', { scope: ['f'] }),
        catching('b', { scope: ['x'] }),
        ...recording('a', 'b'),
      ],
      expected: ['a!'],
    },
    {
      name: 'no catch node for uncaught errors where another took it',
      flow: [
        failing('f'),
        catching('a', { uncaught: true }),
        catching('b', { scope: ['f'] }),
        ...recording('a', 'b'),
      ],
      expected: ['b!'],
    },
    {
      name: 'a catch node for uncaught errors where none took it',
      flow: [failing('f'), catching('a', { uncaught: true }), ...recording('a')],
      expected: ['a!'],
    },
    {
      name: 'the catch node of the nearest group first',
      flow: [
        { id: 'outer', type: 'group', z: 't', nodes: [] },
        { id: 'inner', type: 'group', z: 't', g: 'outer', nodes: [] },
        failing('f', { g: 'inner' }),
        catching('a', { g: 'outer', scope: 'group' }),
        catching('b', { g: 'inner', scope: 'group' }),
        ...recording('a', 'b'),
      ],
      expected: ['b!', 'a!'],
    },
    {
      name: 'no catch node of another group',
      flow: [
        { id: 'one', type: 'group', z: 't', nodes: [] },
        { id: 'two', type: 'group', z: 't', nodes: [] },
        failing('f', { g: 'one' }),
        catching('a', { g: 'two', scope: 'group' }),
        ...recording('a'),
      ],
      expected: [],
    },
    {
      name: 'no catch node of another tab',
      flow: [
        { id: 't', type: 'tab' },
        { id: 'u', type: 'tab' },
        failing('f'),
        catching('a', { z: 'u' }),
        ...recording('a'),
      ],
      expected: [],
    },
  ])('$name', async ({ flow, expected }) => {
    const run = await recordFlow(flow)
    await run.send('f', { payload: 1 })
    expect(run.records.map(({ at }) => at)).toEqual(expected)
  })

  test('with what failed where, and the earlier error beside it', async () => {
    const run = await recordFlow([failing('f', { name: 'F' }), catching('a'), ...recording('a')])
    await run.send('f', { payload: 1, error: 'before' })
    expect(run.records[0]?.message).toMatchObject({
      payload: 1,
      _error: 'before',
      error: {
        message: expect.stringContaining('no'),
        source: { id: 'f', type: 'function', name: 'F', count: 1 },
      },
    })
  })

  test('the log alone where nothing catches it', async () => {
    const run = await recordFlow([failing('f')])
    await run.send('f')
    expect(run.logged).toContainEqual(
      expect.objectContaining({ level: 'error', node: expect.objectContaining({ id: 'f' }) }),
    )
  })

  test('nobody, the tenth time that it comes back to the same node', async () => {
    const run = await recordFlow([failing('f'), catching('a', { wires: [['f', 'a!']] }), ...recording('a')])
    await run.send('f')
    await run.recorded(9)
    expect(run.records).toHaveLength(9)
    expect(run.logged).toContainEqual(expect.objectContaining({ level: 'warn' }))
  })

  test('the users of a config node that is in no tab', async () => {
    const { defineNode, configNode } = await import('../../runtime/define-node.js')
    const shared = defineNode({
      type: 'shared',
      summary: 'Fails when asked.',
      isConfig: true,
      config: { type: 'object', properties: {} },
      create: (_, node) => ({ fail: () => node.error('shared failed', { payload: 'x' }) }),
    })
    const user = defineNode({
      type: 'user',
      summary: 'Asks its config node to fail.',
      config: {
        type: 'object',
        properties: { shared: configNode<typeof shared>('shared', { description: 'The config node.' }) },
      },
      create: ({ shared }) => ({ input: () => shared?.fail() }),
    })
    const run = await recordFlow(
      [
        { id: 'c', type: 'shared' },
        { id: 'u', type: 'user', z: 't', shared: 'c', x: 1, y: 1 },
        catching('a'),
        ...recording('a'),
      ],
      { nodes: [shared, user] },
    )
    await run.send('u')
    expect(run.records[0]?.message.error).toMatchObject({ message: 'shared failed', source: { id: 'c' } })
  })
})

describe('status and complete', () => {
  const status = (scope: unknown, more: object = {}): FlowEntry => ({
    id: 's',
    type: 'status',
    z: 't',
    scope,
    wires: [['s!']],
    ...more,
  })
  const showing: FlowEntry = {
    id: 'f',
    type: 'function',
    z: 't',
    func: 'node.status({fill:"red",shape:"dot",text:msg.payload}); return msg',
    wires: [[]],
  }

  test.each([
    { name: 'all', scope: null, count: 1 },
    { name: 'the selected node', scope: ['f'], count: 1 },
    { name: 'another node', scope: ['x'], count: 0 },
  ])('a status node for $name is told $count times', async ({ scope, count }) => {
    const run = await recordFlow([showing, status(scope), ...recording('s')])
    await run.send('f', { payload: 'on' })
    expect(run.records).toHaveLength(count)
    if (count > 0) {
      expect(run.records[0]?.message.status).toEqual({
        fill: 'red',
        shape: 'dot',
        text: 'on',
        source: { id: 'f', type: 'function', name: '' },
      })
    }
  })

  test('a complete node gets the message once the node is done with it', async () => {
    const run = await recordFlow([
      { id: 'f', type: 'function', z: 't', func: 'msg.payload++; await null; return null', wires: [[]] },
      { id: 'c', type: 'complete', z: 't', scope: ['f'], wires: [['c!']] },
      ...recording('c'),
    ])
    await run.send('f', { payload: 1 })
    const [told] = await run.recorded(1)
    expect(told?.message).toMatchObject({ payload: 2, complete: { source: { id: 'f', type: 'function' } } })
  })

  test('what a complete node sends goes before what is sent after it', async () => {
    const run = await recordFlow([
      { id: 'f', type: 'function', z: 't', func: 'return msg', outputs: 1, wires: [['g']] },
      { id: 'g', type: 'function', z: 't', func: 'return msg', outputs: 1, wires: [['after!']] },
      { id: 'c', type: 'complete', z: 't', scope: ['f'], wires: [['c!']] },
      { id: 'after!', type: 'record', z: 't' },
      { id: 'c!', type: 'record', z: 't' },
    ])
    await run.send('f')
    expect(run.records.map(({ at }) => at)).toEqual(['c!', 'after!'])
  })

  test('a subflow instance is never complete', async () => {
    const run = await recordFlow([
      { id: 's', type: 'subflow', in: [{ wires: [{ id: 'j' }] }], out: [{ wires: [{ id: 'j', port: 0 }] }] },
      { id: 'j', type: 'junction', z: 's', wires: [[]] },
      { id: 'i', type: 'subflow:s', z: 't', wires: [['out!']] },
      { id: 'c', type: 'complete', z: 't', scope: ['i'], wires: [['c!']] },
      { id: 'out!', type: 'record', z: 't' },
      { id: 'c!', type: 'record', z: 't' },
    ])
    await run.send('i')
    expect(run.records.map(({ at }) => at)).toEqual(['out!'])
  })

  test('a node that fails is not complete', async () => {
    const run = await recordFlow([
      failing('f'),
      { id: 'c', type: 'complete', z: 't', scope: ['f'], wires: [['c!']] },
      ...recording('c'),
    ])
    await run.send('f')
    expect(run.records).toEqual([])
  })
})
