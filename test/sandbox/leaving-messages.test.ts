import { afterEach, describe, expect, test } from 'vitest'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

const flow = (func: string): FlowEntry[] => [
  { id: 'tab', type: 'tab' },
  { id: 'f', type: 'function', z: 'tab', func, outputs: 1, wires: [['out']] },
  { id: 'out', type: 'record', z: 'tab' },
  { id: 'all', type: 'catch', z: 'tab', scope: null, wires: [['caught']] },
  { id: 'caught', type: 'record', z: 'tab' },
]

const listener = () => {}
afterEach(() => void process.off('SIGINT', listener))

// A program's own listener for SIGINT leaves the sandbox without signals, as on Windows.
describe.each([
  { how: 'interrupted by signals', listens: false },
  { how: 'with a time limit for each run', listens: true },
])('messages on their way out of a realm, $how', ({ listens }) => {
  test.each<{ name: string; func: string; expected: unknown[] }>([
    {
      name: 'arrive all and in order',
      func: 'for (let n = 1; n <= 200; n++) node.send({ payload: n }, n % 2 === 0)',
      expected: Array.from({ length: 200 }, (_, index) => index + 1),
    },
    {
      name: 'arrive beside one that throws as it is read',
      func: 'for (const m of [{ payload: 1 }, { get payload() { throw 1 } }, { payload: 3 }]) node.send(m, false)',
      expected: [1, 3, 'failed'],
    },
    {
      name: 'arrive beside one that is never read to its end',
      func: 'for (const m of [{ payload: 1 }, { get payload() { for (;;) {} } }, { payload: 3 }, { payload: 4 }]) node.send(m, false)',
      expected: [1, 3, 4, 'failed'],
    },
    {
      name: 'arrive where the first one fails',
      func: 'for (const m of [{ get payload() { for (;;) {} } }, { payload: 2 }]) node.send(m, false)',
      expected: [2, 'failed'],
    },
    {
      name: 'are as they were when they left, where the function made them one by one',
      func: 'for (let n = 1; n <= 3; n++) { msg.payload = n; node.send(msg) }',
      expected: [1, 2, 3],
    },
  ])('$name', async ({ func, expected }) => {
    if (listens) process.on('SIGINT', listener)
    const running = await recordFlow(flow(func), {
      sandbox: 'contained',
      settings: { globalFunctionTimeout: 0.3 },
    })
    await running.send('f')
    const records = await running.recorded(expected.length)
    const seen = records.map(({ at, message }) => (at === 'caught' ? 'failed' : message.payload))
    expect(seen).toEqual(expected)
  })
})
