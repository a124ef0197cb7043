import { describe, expect, test } from 'vitest'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

const out: FlowEntry = { id: 'out', type: 'record', z: 't' }

/** A subflow with one function, and an instance of it wired to a record node. */
const withFunction = (
  func: string,
  more: { subflow?: object; instance?: object; inner?: FlowEntry[] } = {},
): FlowEntry[] => [
  { id: 't', type: 'tab', label: 'Tab', env: [{ name: 'WHERE', type: 'str', value: 'tab' }] },
  {
    id: 's',
    type: 'subflow',
    name: 'Sub',
    in: [{ wires: [{ id: 'f' }] }],
    out: [{ wires: [{ id: 'f', port: 0 }] }],
    ...more.subflow,
  },
  { id: 'f', type: 'function', z: 's', name: 'inner', func, wires: [[]] },
  ...(more.inner ?? []),
  { id: 'i', type: 'subflow:s', z: 't', name: 'instance', wires: [['out']], ...more.instance },
  out,
]

const read = (name: string) => `msg.payload = env.get(${JSON.stringify(name)}); return msg`

describe('a subflow instance', () => {
  test('runs copies of its nodes between what it is wired to', async () => {
    const run = await recordFlow(withFunction('msg.payload += 1; return msg'))
    await run.send('i', { payload: 1 })
    expect(run.payloads()).toEqual([2])
  })

  test('shares nothing with another instance', async () => {
    const func = 'flow.set("n", (flow.get("n") || 0) + 1); msg.payload = flow.get("n"); return msg'
    const run = await recordFlow([
      ...withFunction(func),
      { id: 'j', type: 'subflow:s', z: 't', wires: [['out']] },
    ])
    await run.send('i')
    await run.send('i')
    await run.send('j')
    expect(run.payloads()).toEqual([1, 2, 1])
  })

  test('reaches the context of the flow around it by $parent', async () => {
    const run = await recordFlow([
      ...withFunction('msg.payload = flow.get("$parent.seen"); return msg'),
      { id: 'w', type: 'function', z: 't', func: 'flow.set("seen", 7); return msg', wires: [['i']] },
    ])
    await run.send('w')
    expect(run.payloads()).toEqual([7])
  })

  test('has its input wired straight to its output where it is drawn so', async () => {
    const subflow = { in: [{ wires: [] }], out: [{ wires: [{ id: 's', port: 0 }] }] }
    const run = await recordFlow(withFunction('return msg', { subflow }))
    await run.send('i', { payload: 'through' })
    expect(run.payloads()).toEqual(['through'])
  })

  test('may hold an instance of another subflow', async () => {
    const run = await recordFlow([
      ...withFunction('msg.payload += "inner"; return msg'),
      {
        id: 'o',
        type: 'subflow',
        in: [{ wires: [{ id: 'n' }] }],
        out: [{ wires: [{ id: 'n', port: 0 }] }],
      },
      { id: 'n', type: 'subflow:s', z: 'o', wires: [[]] },
      { id: 'outer', type: 'subflow:o', z: 't', wires: [['out']] },
    ])
    await run.send('outer', { payload: '' })
    expect(run.payloads()).toEqual(['inner'])
  })

  test('that contains itself is refused', async () => {
    const flow = withFunction('return msg', { inner: [{ id: 'x', type: 'subflow:s', z: 's', wires: [[]] }] })
    await expect(recordFlow(flow)).rejects.toMatchObject({ code: 'SUBFLOW_CYCLE' })
  })

  test('hands errors that nothing inside takes to the catch nodes around it', async () => {
    const run = await recordFlow([
      ...withFunction('throw new Error("inside")'),
      { id: 'c', type: 'catch', z: 't', scope: ['i'], wires: [['out']] },
    ])
    await run.send('i')
    expect(run.records[0]?.message.error).toMatchObject({
      message: expect.stringContaining('inside'),
      source: { name: 'inner', type: 'function' },
    })
  })

  test('shows at its place what arrives at its status output', async () => {
    const subflow = { status: { wires: [{ id: 'f', port: 0 }] } }
    const run = await recordFlow([
      ...withFunction('node.status("hidden"); return msg', { subflow, instance: { wires: [[]] } }),
      { id: 'st', type: 'status', z: 't', scope: ['i'], wires: [['out']] },
    ])
    await run.send('i', { payload: 'shown' })
    expect(run.records.map(({ message }) => (message.status as { text: string }).text)).toEqual(['shown'])
  })
})

describe('environment variables', () => {
  const variables = [
    { type: 'str', value: 'text', expected: 'text' },
    { type: 'num', value: '5', expected: 5 },
    { type: 'bool', value: 'true', expected: true },
    { type: 'json', value: '{"a":1}', expected: { a: 1 } },
    { type: 'jsonata', value: '1 + 2', expected: 3 },
    { type: 'bin', value: '[1,255]', expected: Buffer.from([1, 255]) },
    { type: 're', value: 'a+', expected: /a+/ },
    { type: 'env', value: 'WHERE', expected: 'tab' },
    { type: 'env', value: '${WHERE}!', expected: 'tab!' },
  ]
  test.each(variables)('of type $type ($value) are $expected', async ({ type, value, expected }) => {
    const instance = { env: [{ name: 'V', type, value }] }
    const run = await recordFlow(withFunction(read('V'), { instance }))
    await run.send('i')
    expect(run.payloads()).toEqual([expected])
  })

  test.each([
    { name: 'WHERE', expected: 'tab' },
    { name: 'DEFAULTED', expected: 'from the subflow' },
    { name: 'OVERRIDDEN', expected: 'from the instance' },
    { name: '$parent.OVERRIDDEN', expected: 'from the process' },
    { name: 'SELF', expected: 'from the process, by its own name' },
    { name: 'PROCESS', expected: 'process' },
    { name: 'NR_NODE_ID', expected: 'i-f' },
    { name: 'NR_NODE_NAME', expected: 'inner' },
    { name: 'NR_NODE_PATH', expected: 't/i/f' },
    { name: 'NR_SUBFLOW_ID', expected: 'i' },
    { name: 'NR_SUBFLOW_NAME', expected: 'instance' },
    { name: 'NR_FLOW_NAME', expected: 'Tab' },
    { name: 'NR_FLOW_ID', expected: 't' },
  ])('a node in a subflow sees $name as $expected', async ({ name, expected }) => {
    const entry = (variable: string, type: string, value: string) => ({ name: variable, type, value })
    const flow = withFunction(read(name), {
      subflow: {
        env: [
          entry('DEFAULTED', 'str', 'from the subflow'),
          entry('OVERRIDDEN', 'str', 'from the subflow'),
          entry('SELF', 'env', 'SELF'),
        ],
      },
      instance: { env: [entry('OVERRIDDEN', 'str', 'from the instance')] },
    })
    const env = {
      OVERRIDDEN: 'from the process',
      PROCESS: 'process',
      SELF: 'from the process, by its own name',
    }
    const run = await recordFlow(flow, { env })
    await run.send('i')
    expect(run.payloads()).toEqual([expected])
  })

  test.each(['${GREETING}', '$(GREETING)'])('stand for a whole field written as %s', async (field) => {
    const flow = [
      {
        id: 'c',
        type: 'change',
        rules: [{ t: 'set', p: 'payload', pt: 'msg', to: field, tot: 'str' }],
        wires: [['out']],
      },
      { id: 'out', type: 'record' },
    ]
    const run = await recordFlow(flow, { env: { GREETING: 'hello' } })
    await run.send('c')
    expect(run.payloads()).toEqual(['hello'])
  })

  test('of a group may refer to those of the tab', async () => {
    const entry = { name: 'V', type: 'env', value: '${T} and more' }
    const run = await recordFlow([
      { id: 't', type: 'tab', env: [{ name: 'T', type: 'str', value: 'tab' }] },
      { id: 'g', type: 'group', z: 't', nodes: ['f'], env: [entry] },
      {
        id: 'f',
        type: 'function',
        z: 't',
        g: 'g',
        func: 'msg.payload = env.get("V"); return msg',
        wires: [['out']],
      },
      out,
    ])
    await run.send('f')
    expect(run.payloads()).toEqual(['tab and more'])
  })

  test('of a group come before those of the tab', async () => {
    const run = await recordFlow([
      { id: 't', type: 'tab', env: [{ name: 'V', type: 'str', value: 'tab' }] },
      {
        id: 'g',
        type: 'group',
        z: 't',
        name: 'G',
        nodes: ['f'],
        env: [{ name: 'V', type: 'str', value: 'group' }],
      },
      {
        id: 'f',
        type: 'function',
        z: 't',
        g: 'g',
        func: 'msg.payload = [env.get("V"), env.get("$parent.V"), env.get("NR_GROUP_NAME")]; return msg',
        wires: [['out']],
      },
      out,
    ])
    await run.send('f')
    expect(run.payloads()).toEqual([['group', 'tab', 'G']])
  })
})

describe('what is disabled does not run', () => {
  test.each<{ name: string; flow: FlowEntry[] }>([
    {
      name: 'a node',
      flow: [
        { id: 'start', type: 'junction', z: 't', wires: [['off']] },
        { id: 'off', type: 'record', z: 't', d: true },
      ],
    },
    {
      name: 'a node of unknown type',
      flow: [
        { id: 'start', type: 'junction', z: 't', wires: [['off']] },
        { id: 'off', type: 'no-such-type', z: 't', d: true, wires: [] },
      ],
    },
    {
      name: 'a tab',
      flow: [
        { id: 'u', type: 'tab', disabled: true },
        { id: 'start', type: 'junction', z: 't', wires: [['off']] },
        { id: 'off', type: 'record', z: 'u' },
      ],
    },
  ])('$name', async ({ flow }) => {
    const run = await recordFlow(flow)
    await run.send('start')
    expect(run.records).toEqual([])
    expect(run.runtime.inject('off', {})).toBe(false)
  })
})
