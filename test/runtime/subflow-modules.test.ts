import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../runtime/index.js'
import { subflowType } from '../../runtime/palette/subflow-type.js'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

/** A subflow as it is published: its nodes stand in `flow`. */
const published = (more: object = {}) => ({
  id: 'pub',
  type: 'subflow',
  name: 'Greeter',
  info: 'Greets.\n\nAt length.',
  in: [{ wires: [{ id: 'f' }] }],
  out: [{ wires: [{ id: 'f', port: 0 }] }],
  meta: { type: 'greeter', module: 'greeter', version: '1.0.0' },
  env: [
    { name: 'GREETING', type: 'str', value: 'Hello' },
    { name: 'TIMES', type: 'num', value: '1' },
    { name: 'LOUD', type: 'bool', value: 'false' },
    { name: 'LIST', type: 'json', value: '[1]' },
    { name: 'KEY', type: 'cred' },
  ],
  flow: [
    {
      id: 'f',
      type: 'function',
      z: 'pub',
      func: 'msg.payload = ["GREETING", "TIMES", "LOUD", "LIST", "KEY"].map((name) => env.get(name)); return msg',
      wires: [[]],
    },
  ],
  ...more,
})

const flowWith = (instance: object = {}): FlowEntry[] => [
  { id: 't', type: 'tab', label: 'Tab' },
  { id: 'i', type: 'greeter', z: 't', name: 'mine', x: 1, y: 1, wires: [['out']], ...instance },
  { id: 'out', type: 'record', z: 't' },
]

describe('a subflow that is published as a node type', () => {
  test.each([
    { name: 'has the values of its definition', instance: {}, expected: ['Hello', 1, false, [1], undefined] },
    {
      name: "has its fields' values",
      instance: { GREETING: 'Hi', TIMES: 3, LOUD: true },
      expected: ['Hi', 3, true, [1], undefined],
    },
    {
      name: 'has a field of another type where it is set to one',
      instance: {
        LIST: { type: 'json', value: '{"a":2}' },
        GREETING: { type: 'env', value: 'NR_FLOW_NAME' },
      },
      expected: ['Tab', 1, false, { a: 2 }, undefined],
    },
    {
      name: 'has its secrets from the credentials',
      instance: { credentials: { KEY: 'secret' } },
      expected: ['Hello', 1, false, [1], 'secret'],
    },
  ])('$name', async ({ instance, expected }) => {
    const run = await recordFlow(flowWith(instance), { nodes: [subflowType(published())] })
    await run.send('i', { payload: 1 })
    expect(run.payloads()).toEqual([expected])
  })

  test('may stand in another, and each instance has its own context', async () => {
    const counter = published({
      id: 'count',
      meta: { type: 'counter' },
      env: [],
      flow: [
        {
          id: 'f',
          type: 'function',
          z: 'count',
          func: 'flow.set("n", (flow.get("n") || 0) + 1); msg.payload = flow.get("n"); return msg',
          wires: [[]],
        },
      ],
    })
    const twice = published({
      env: [],
      flow: [{ id: 'f', type: 'counter', z: 'pub', x: 1, y: 1, wires: [[]] }],
    })
    const run = await recordFlow(
      [...flowWith(), { id: 'j', type: 'counter', z: 't', x: 1, y: 1, wires: [['out']] }],
      { nodes: [subflowType(twice), subflowType(counter)] },
    )
    await run.send('i')
    await run.send('i')
    await run.send('j')
    expect(run.payloads()).toEqual([1, 2, 1])
  })

  test('shows a problem of a node in it at the instance', async () => {
    const broken = published({ flow: [{ id: 'f', type: 'no such type', z: 'pub', wires: [[]] }] })
    const { problems } = await checkFlow(
      {
        text: JSON.stringify(
          flowWith().filter(({ type }) => type !== 'record'),
          null,
          1,
        ),
        file: 'flow.json',
      },
      { nodes: [subflowType(broken)] },
    )
    expect(problems).toMatchObject([
      { code: 'UNKNOWN_NODE_TYPE', line: 7, node: { id: 'f', type: 'no such type' } },
      { code: 'WIRE_TO_NOWHERE', line: 7, node: { id: 'i' } },
    ])
  })

  test.each([
    { name: 'is no subflow', subflow: { type: 'tab', id: 'x', flow: [] }, message: /is not one/ },
    { name: 'has no nodes', subflow: { type: 'subflow', id: 'x' }, message: /without its nodes/ },
    { name: 'is nothing', subflow: undefined, message: /is not one/ },
  ])('is refused where it $name', ({ subflow, message }) => {
    expect(() => subflowType(subflow)).toThrow(message)
  })
})
