import { describe, expect, test } from 'vitest'
import { probeFlow, probeModule, runRed } from './run-red.js'

const passing = "node.on('input', (msg, send, done) => { send(msg); done() })"
const change = (id: string, to: string) => ({
  id,
  type: 'change',
  z: 't',
  x: 1,
  y: 1,
  rules: [{ t: 'set', p: 'changed', pt: 'msg', to: id, tot: 'str' }],
  wires: [[to]],
})

/** What reaches the recorder when a message passes a probe and a change node, with hooks set at load. */
async function passWith(hooks: string): Promise<unknown[]> {
  const modules = { 'probe.cjs': probeModule(passing, `const told = []; ${hooks}`) }
  const flow = await runRed(modules, probeFlow({ wires: [['ch']] }, [change('ch', 'out')]))
  await flow.send('p', { payload: 1 })
  return flow.records.map(({ message }) => message.payload)
}

describe('hooks', () => {
  test.each([
    { name: 'nothing stands in the way without any', hooks: '', expected: [1] },
    {
      name: 'onSend sees each sending, of built-in nodes too',
      hooks:
        "RED.hooks.add('onSend', (events) => { events[0].msg.payload += '-' + events[0].source.node.type })",
      expected: ['1-probe-change'],
    },
    {
      name: 'preRoute may halt by false',
      hooks: "RED.hooks.add('preRoute', (event) => event.source.id !== 'ch' ? undefined : false)",
      expected: [],
    },
    {
      name: 'preRoute may send a message elsewhere',
      hooks: "RED.hooks.add('preRoute', (event) => { event.destination.id = 'out' })",
      expected: [1],
    },
    {
      name: 'preDeliver sees where the message goes',
      hooks: "RED.hooks.add('preDeliver', (event) => { event.msg.payload += event.destination.node.id })",
      expected: ['1chout'],
    },
    {
      name: 'postDeliver comes after',
      hooks: `
        RED.hooks.add('preDeliver', () => { told.push('pre') })
        RED.hooks.add('postDeliver', (event) => { told.push('post'); event.msg.payload = told.join() })`,
      expected: ['pre,post,pre,post'],
    },
    {
      name: 'onReceive may take a promise, and wait',
      hooks:
        "RED.hooks.add('onReceive', async (event) => { await null; event.msg.payload += event.destination.id })",
      expected: ['1pchout'],
    },
    {
      name: 'onReceive may halt by a callback',
      hooks:
        "RED.hooks.add('onReceive', (event, done) => done(event.destination.id === 'ch' ? false : undefined))",
      expected: [],
    },
    {
      name: 'postReceive comes after the node had it',
      hooks:
        "RED.hooks.add('postReceive', (event) => { if (event.destination.id === 'p') event.msg.payload = 'after' })",
      expected: ['after'],
    },
    {
      name: 'onComplete tells what nodes have finished with',
      hooks: "RED.hooks.add('onComplete', (event) => { event.msg.payload += ' ' + event.node.id })",
      expected: ['1 p ch out'],
    },
    {
      name: 'one with a label can be removed',
      hooks: `
        RED.hooks.add('onSend.mine', () => false)
        RED.hooks.add('preRoute.mine', () => false)
        if (RED.hooks.has('onSend.mine') && RED.hooks.has('preRoute')) RED.hooks.remove('*.mine')`,
      expected: [1],
    },
    {
      name: 'all can be cleared',
      hooks: "RED.hooks.add('onSend', () => false); RED.hooks.clear()",
      expected: [1],
    },
    {
      name: 'one that throws stops the message',
      hooks: "RED.hooks.add('preDeliver', () => { throw new Error('no') })",
      expected: [],
    },
  ])('$name', async ({ hooks, expected }) => {
    expect(await passWith(hooks)).toEqual(expected)
  })

  test.each([
    ['an unknown name', "RED.hooks.add('onNothing', () => {})", /There is no hook "onNothing"/],
    ['a label twice', "for (const _ of [1, 2]) RED.hooks.add('onSend.a', () => {})", /is added already/],
    ['a removal without a label', "RED.hooks.remove('onSend')", /has no label/],
  ])('%s is an error', async (_name, hooks, message) => {
    await expect(passWith(hooks)).rejects.toThrow(message)
  })
})
