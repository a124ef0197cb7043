import { describe, expect, test } from 'vitest'
import { recordFlow } from '../helpers/record-flow.js'

/** What reaches the records, in order, as `where payload`. */
async function run(func: string, sandbox: 'contained' | 'trusted', turns = 30): Promise<string[]> {
  const flow = await recordFlow(
    [
      { id: 'tab', type: 'tab' },
      { id: 'f', type: 'function', z: 'tab', func, outputs: 1, wires: [['sent']] },
      { id: 'c', type: 'complete', z: 'tab', scope: ['f'], wires: [['complete']] },
      { id: 'e', type: 'catch', z: 'tab', scope: null, wires: [['caught']] },
      { id: 'sent', type: 'record', z: 'tab' },
      { id: 'complete', type: 'record', z: 'tab' },
      { id: 'caught', type: 'record', z: 'tab' },
    ],
    { sandbox, drainTimeoutMs: 10 },
  )
  await flow.send('f', { payload: 'in' })
  await new Promise((resolve) => setTimeout(resolve, turns))
  return flow.records.map(({ at, message }) => `${at} ${message.payload}`)
}

// As Node-RED 4.1 does it, which was run with these functions.
describe.each(['contained', 'trusted'] as const)('complete nodes hear of a message, in %s,', (level) => {
  test.each([
    {
      name: 'when node.done() is called, before what is sent after it',
      func: 'node.send({ payload: 1 }); node.done(); node.send({ payload: 2 })',
      expected: ['sent 1', 'complete in', 'sent 2'],
    },
    {
      name: 'as it is when node.done() is called',
      func: 'msg.payload = "before"; node.done(); msg.payload = "after"; return msg',
      expected: ['complete before', 'sent after'],
    },
    {
      name: 'at each call of node.done(), and an error after it is caught all the same',
      func: 'node.done(); msg.payload = "again"; node.done(); throw new Error("boom")',
      expected: ['complete in', 'complete again', 'caught again'],
    },
    {
      name: 'after an error that was reported',
      func: 'node.error("e", msg); node.done()',
      expected: ['caught in', 'complete in'],
    },
    {
      name: 'before an asynchronous end',
      func: 'node.done(); await new Promise((r) => setTimeout(r, 5)); return { payload: "later" }',
      expected: ['complete in', 'sent later'],
    },
    {
      name: 'from a timer',
      func: 'setTimeout(() => { node.send({ payload: 1 }); node.done(); node.send({ payload: 2 }) }, 5); return { payload: 0 }',
      expected: ['sent 0', 'sent 1', 'complete in', 'sent 2'],
    },
    {
      name: 'after an await',
      func: 'await null; node.send({ payload: 1 }); node.done(); node.send({ payload: 2 })',
      expected: ['sent 1', 'complete in', 'sent 2'],
    },
    {
      name: 'never where the text has a call that is not made',
      func: 'if (msg.never) node.done(); return msg',
      expected: ['sent in'],
    },
    {
      name: 'by themselves where the text has none',
      func: '// node.done()\nreturn msg',
      expected: ['sent in', 'complete in'],
    },
    {
      name: 'not where it fails',
      func: 'node.done(new Error("boom")); if (msg.never) node.done()',
      expected: ['caught in'],
    },
  ])('$name', async ({ func, expected }) => {
    expect(await run(func, level)).toEqual(expected)
  })
})
