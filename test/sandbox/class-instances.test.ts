import { describe, expect, test } from 'vitest'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

const flow = (func: string, readers: FlowEntry[] = []): FlowEntry[] => [
  { id: 'tab', type: 'tab' },
  { id: 'f', type: 'function', z: 'tab', func, outputs: 1, wires: [[readers[0]?.id ?? 'out']] },
  ...readers.map((entry) => ({ z: 'tab', ...entry })),
  { id: 'out', type: 'record', z: 'tab' },
  { id: 'all', type: 'catch', z: 'tab', scope: null, wires: [['out']] },
]

const first = async (entries: FlowEntry[]): Promise<unknown> => {
  const running = await recordFlow(entries, { sandbox: 'contained' })
  await running.send('f')
  const [record] = await running.recorded(1)
  return record?.message.payload
}

const point =
  'class Point { constructor() { this.x = 1; this.inner = { y: [2] } } sum() { return this.x + 1 } }'
const toJson: FlowEntry = { id: 'json', type: 'json', action: 'str', property: 'payload', wires: [['out']] }
const readX: FlowEntry = {
  id: 'read',
  type: 'change',
  rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'payload.x', tot: 'msg' }],
  wires: [['out']],
}

describe('instances of classes in messages of contained functions', () => {
  test.each<{ name: string; func: string; readers?: FlowEntry[]; expected: unknown }>([
    {
      name: 'can be written as JSON',
      func: `${point} return { payload: new Point() }`,
      readers: [toJson],
      expected: '{"x":1,"inner":{"y":[2]}}',
    },
    {
      name: 'can be written as JSON within others',
      func: `${point} return { payload: { list: [new Point()] } }`,
      readers: [toJson],
      expected: '{"list":[{"x":1,"inner":{"y":[2]}}]}',
    },
    {
      name: 'have their fields for other nodes',
      func: `${point} return { payload: new Point() }`,
      readers: [readX],
      expected: 1,
    },
    {
      name: 'are the same instance, with its methods, in the next function',
      func: `${point} return { payload: new Point() }`,
      readers: [
        {
          id: 'between',
          type: 'change',
          rules: [{ t: 'set', p: 'topic', to: 'x', tot: 'str' }],
          wires: [['g']],
        },
        { id: 'g', type: 'function', func: 'msg.payload = msg.payload.sum(); return msg', wires: [['out']] },
      ],
      expected: 2,
    },
    {
      name: 'may refer to themselves',
      func: `${point} const p = new Point(); p.self = p; return { payload: p }`,
      readers: [readX],
      expected: 1,
    },
    {
      name: 'may be of a class with fields of its own names',
      func: 'class A { toJSON = 1; toString = 2; x = 3 } return { payload: new A() }',
      readers: [readX],
      expected: 3,
    },
    {
      name: 'become a number where they only stand around one',
      func: 'return { payload: new Number(5) }',
      readers: [toJson],
      expected: '5',
    },
    {
      name: 'are addresses still where they are of URL',
      func: 'return { payload: { at: new URL("http://a.example/b") } }',
      readers: [toJson],
      expected: '{"at":"http://a.example/b"}',
    },
  ])('$name', async ({ func, readers, expected }) => {
    expect(await first(flow(func, readers))).toEqual(expected)
  })
})
