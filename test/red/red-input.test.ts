import { describe, expect, test } from 'vitest'
import { probeFlow, probeModule, runRed } from './run-red.js'

const completeAndCatch = [
  { id: 'c', type: 'catch', z: 't', x: 1, y: 1, scope: null, wires: [['errors']] },
  { id: 'errors', type: 'record', name: 'errors', z: 't', x: 1, y: 1 },
  { id: 'd', type: 'complete', z: 't', x: 1, y: 1, scope: ['p'], wires: [['completed']] },
  { id: 'completed', type: 'record', name: 'completed', z: 't', x: 1, y: 1 },
]

/** What arrives at the recorders, as `out 1`, `errors Error: text`, `completed 1`. */
async function listArrivals(statements: string): Promise<string[]> {
  const flow = await runRed({ 'probe.js': probeModule(statements) }, probeFlow({}, completeAndCatch))
  await flow.send('p', { payload: 1 })
  return flow.records.map(({ at, message }) => {
    const { error } = message as { error?: { message: string } }
    return `${at} ${error?.message ?? message.payload}`
  })
}

describe('the input of a node for Node-RED', () => {
  test.each([
    {
      name: 'sends by the send that it is given',
      input: "node.on('input', (msg, send, done) => { msg.payload++; send(msg); done() })",
      expected: ['completed 2', 'out 2'],
    },
    {
      name: 'is never complete with a listener that takes no done',
      input: "node.on('input', (msg) => { node.send(msg) })",
      expected: ['out 1'],
    },
    {
      name: 'is complete when done is called later',
      input: "node.on('input', (msg, send, done) => { setImmediate(() => { send(msg); done() }) })",
      expected: ['completed 1', 'out 1'],
    },
    {
      name: 'fails by what done is given',
      input: "node.on('input', (msg, send, done) => { done('no') })",
      expected: ['errors no'],
    },
    {
      name: 'fails by what it throws',
      input: "node.on('input', function (msg) { throw new Error('thrown') })",
      expected: ['errors Error: thrown'],
    },
    {
      name: 'fails by what its promise rejects with',
      input: "node.on('input', async (msg) => { throw new TypeError('rejected') })",
      expected: ['errors TypeError: rejected'],
    },
    {
      name: 'has all its listeners called, and is complete when all are done',
      input: `
        node.on('input', (msg, send, done) => { send({ payload: 'a' }); done() })
        node.on('input', (msg, send, done) => { send({ payload: 'b' }); setImmediate(done) })`,
      expected: ['out a', 'out b', 'completed 1'],
    },
    {
      name: 'can be listened to once',
      input: `
        node.once('input', (msg, send, done) => { send({ payload: 'once' }); done() })
        setImmediate(() => node.receive({ payload: 2 }))`,
      expected: ['completed 2', 'out once'],
    },
    {
      name: 'no longer reaches a listener that was removed',
      input: `
        const listener = (msg) => node.send(msg)
        node.on('input', listener)
        node.removeListener('input', listener)
        node.addListener('input', () => node.send({ payload: 'other' }))`,
      expected: ['out other'],
    },
    {
      name: 'comes by receive and emit as well',
      input: `
        node.on('input', (msg, send, done) => { send(msg); done() })
        setImmediate(() => { node.receive({ payload: 'received' }); node.emit('input', { payload: 'emitted' }) })`,
      expected: [
        'completed 1',
        'completed received',
        'completed emitted',
        'out 1',
        'out received',
        'out emitted',
      ],
    },
    {
      name: 'is called with the node as this',
      input: "node.on('input', function (msg) { this.send({ payload: this === node }) })",
      expected: ['out true'],
    },
    {
      name: 'reports an error with the message given',
      input: "node.on('input', (msg) => { node.error('bad', msg); node.error('for the log') })",
      expected: ['errors bad'],
    },
    {
      name: 'sends lists to outputs, and passes over what is nothing',
      input:
        "node.on('input', () => { node.send([[{ payload: 1 }, null, { payload: 2 }], { payload: 'no wire' }]) })",
      expected: ['out 1', 'out 2'],
    },
    {
      name: 'reports what is no message',
      input: "node.on('input', (msg) => { node.send('text') })",
      expected: [],
    },
  ])('$name', async ({ input, expected }) => {
    expect((await listArrivals(input)).sort()).toEqual([...expected].sort())
  })
})
