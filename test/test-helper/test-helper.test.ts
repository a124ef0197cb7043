import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineNode } from '../../runtime/index.js'
import helper, { NodeTestHelper } from '../../runtime/test-helper/index.js'
import { openComms } from '../admin/open-comms.js'

const lowerCase: unknown = createRequire(import.meta.url)('./lower-case.cjs')
const chain = [
  { id: 'n1', type: 'lower-case', name: 'lower', wires: [['n2']] },
  { id: 'n2', type: 'helper' },
]

type Sent = { payload?: unknown; [property: string]: unknown }
type TestNode = NonNullable<ReturnType<typeof helper.getNode>> & Record<string, unknown>
interface Spy {
  callCount: number
  calledWithExactly(...parameters: unknown[]): boolean
}
interface Agent {
  post(path: string): {
    expect(status: number): Promise<unknown>
    send(body: object): Promise<{ status: number }>
  }
  get(path: string): Promise<{ body: unknown }>
}

const node = (id: string) => helper.getNode(id) as unknown as TestNode
const spyOf = (id: string, method: string) => node(id)[method] as Spy
const request = () => helper.request() as Agent
const once = (id: string, event: string) =>
  new Promise<Sent>((settle) => {
    node(id).on(event, (value: Sent) => settle(value))
  })

afterEach(async () => {
  await helper.unload()
  await helper.stopServer()
  helper.settings({})
})

describe('a module written for Node-RED', () => {
  test('runs in a flow, whose helper nodes get the message itself', async () => {
    await helper.load(lowerCase, chain)
    const message = { payload: 'ABC' }
    const heard = once('n2', 'input')
    node('n1').receive(message)
    expect(await heard).toBe(message)
    expect(node('n1')).toMatchObject({ id: 'n1', name: 'lower', type: 'lower-case' })
  })

  test('has spies on what its nodes do, from their making on', async () => {
    await helper.load(lowerCase, chain)
    expect(spyOf('n1', 'warn').calledWithExactly('unsound')).toBe(true)
    expect(spyOf('n1', 'send').callCount).toBe(0)
    node('n1').receive({ payload: 'A' })
    expect(spyOf('n1', 'send').callCount).toBe(1)
  })

  test('tells of each call by an event', async () => {
    await helper.load(lowerCase, [
      { ...chain[0], id: 'n1', type: 'lower-case', sound: true },
      { id: 'n2', type: 'helper' },
    ])
    node('n1').receive({ payload: 'A' })
    expect(await once('n1', 'call:warn')).toMatchObject({ args: ['later'] })
  })

  test('gets credentials, and the settings of the test, which stay changeable', async () => {
    helper.settings({ mark: 'set' })
    await helper.load(lowerCase, chain, { n1: { user: 'me' } })
    expect(node('n1').credentials).toEqual({ user: 'me' })
    expect(node('n1').mark).toBe('set')
    helper.settings().mark = 'changed'
    await helper.setFlows(chain, 'full')
    expect(node('n1').mark).toBe('changed')
  })

  test('writes to the log that the test sees', async () => {
    await helper.load(lowerCase, chain)
    node('n1').receive({ fails: true })
    const log = helper.log() as unknown as { args: Array<[object]>; ERROR: number; WARN: number }
    const lines = log.args.map(([line]) => line)
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: log.WARN,
        id: 'n1',
        type: 'lower-case',
        name: 'lower',
        msg: 'unsound',
      }),
    )
    expect(lines).toContainEqual(expect.objectContaining({ level: log.ERROR, timestamp: expect.any(Number) }))
  })

  test('that fails to load fails the load', async () => {
    const broken = () => {
      throw new Error('cannot be loaded')
    }
    await expect(helper.load(broken, chain)).rejects.toThrow('cannot be loaded')
    const told = vi.fn()
    await helper.load([broken], chain, told)
    expect(told.mock.calls).toEqual([[expect.objectContaining({ message: 'cannot be loaded' })]])
  })
})

describe('built-in node types and those of defineNode', () => {
  const change = {
    id: 'c',
    type: 'change',
    rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'set', tot: 'str' }],
    wires: [['n2']],
  }

  test('are there without being given, with spies', async () => {
    await helper.load([], [change, { id: 'n2', type: 'helper' }])
    const heard = once('n2', 'input')
    const called = once('c', 'call:send')
    node('c').receive({ payload: 1 })
    expect((await heard).payload).toBe('set')
    expect(spyOf('c', 'send').callCount).toBe(1)
    expect(await called).toMatchObject({ args: [expect.objectContaining({ payload: 'set' })] })
  })

  test('let tests listen to messages that come by wire', async () => {
    await helper.load(
      [],
      [
        { id: 'n2', type: 'link in', wires: [['c']] },
        { ...change, wires: [[]] },
      ],
    )
    const heard = once('c', 'input')
    node('n2').send({ payload: 'by wire' })
    expect(await heard).toMatchObject({ _msgid: expect.any(String) })
  })

  test('run functions of the test by reference', async () => {
    const flow = [
      { id: 'f', type: 'function', func: 'node.status("ran"); return msg', wires: [['n2']] },
      { id: 'n2', type: 'helper' },
    ]
    await helper.load([], flow)
    const heard = once('n2', 'input')
    const message = { own: () => 1 }
    node('f').receive(message)
    expect((await heard).own).toBe(message.own)
    expect(spyOf('f', 'status').callCount).toBe(1)
  })

  test('may be given as defineNode returns them', async () => {
    const twice = defineNode({
      type: 'twice',
      summary: 'Sends twice.',
      outputs: 1,
      config: { type: 'object', properties: {} },
      create: (_, running) => ({
        input(message, send) {
          running.warn('twice')
          send(message)
        },
      }),
    })
    await helper.load({ default: twice }, [
      { id: 't', type: 'twice', wires: [['n2']] },
      { id: 'n2', type: 'helper' },
    ])
    const heard = once('n2', 'input')
    node('t').receive({ payload: 2 })
    expect((await heard).payload).toBe(2)
    expect(spyOf('t', 'warn').calledWithExactly('twice')).toBe(true)
  })

  test('take spies away with the flow', async () => {
    await helper.load([], [change])
    await helper.unload()
    expect(helper.getNode('c')).toBeNull()
    const { RedNode } = await import('../../runtime/red/red-node.js')
    expect(RedNode.prototype.send).not.toHaveProperty('callCount')
  })
})

test('setFlows deploys, clearFlows stops the nodes', async () => {
  await helper.load(lowerCase, [{ id: 'n2', type: 'helper' }])
  const kept = helper.getNode('n2')
  await helper.setFlows(chain, 'nodes')
  expect(helper.getNode('n1')).not.toBeNull()
  expect(helper.getNode('n2')).toBe(kept)
  await helper.clearFlows()
  expect(helper.getNode('n1')).toBeNull()
})

test('a flow with an unknown type loads, as far as it can run', async () => {
  await helper.load(lowerCase, [...chain, { id: 'u', type: 'never heard of' }])
  expect(helper.getNode('n1')).not.toBeNull()
  expect(helper.getNode('u')).toBeNull()
})

test('request asks the admin application and the routes of modules', async () => {
  const inject = { id: 'i', type: 'inject', props: [{ p: 'payload', v: 'A', vt: 'str' }], wires: [['n1']] }
  await helper.load(lowerCase, [inject, ...chain])
  await request().post('/inject/none').expect(404)
  const heard = once('n2', 'input')
  await request().post('/inject/i').expect(200)
  expect((await heard).payload).toBe('a')
  expect((await request().get('/lower-case')).body).toEqual({ text: 'lower-case.text' })
})

test('the server has the debug web socket', async () => {
  await helper.startServer()
  await helper.load([], [{ id: 'd', type: 'debug' }])
  const client = await openComms(`${helper.url()}/comms`)
  node('d').receive({ payload: 'seen' })
  expect((await client.topic('debug'))[0]?.data).toMatchObject({ id: 'd', msg: 'seen', format: 'string[4]' })
  const heard = vi.fn()
  node('d').on('input', heard)
  await request().post('/debug/d/disable').expect(201)
  node('d').receive({ payload: 'unseen' })
  await request().post('/debug/d/enable').expect(200)
  node('d').receive({ payload: 'seen again' })
  expect((await client.topic('debug', 2))[1]?.data).toMatchObject({ msg: 'seen again' })
  expect(heard).toHaveBeenCalledTimes(2)
})

test('a second load replaces the flow, also where nobody waited for the first to stop', async () => {
  await helper.load(lowerCase, chain)
  void helper.unload()
  await helper.load([], [{ id: 'n2', type: 'helper' }])
  expect(helper.getNode('n1')).toBeNull()
  expect(helper.getNode('n2')).not.toBeNull()
})

test('require and import give the helper itself', () => {
  const ask = (text: string) =>
    execFileSync(process.execPath, ['--no-warnings', '-e', text], { encoding: 'utf8' }).trim()
  const path = JSON.stringify(resolve('dist/test-helper'))
  expect(ask(`console.log(typeof require(${path} + '.cjs').load)`)).toBe('function')
  expect(ask(`import(${path} + '.js').then(({ default: helper }) => console.log(typeof helper.load))`)).toBe(
    'function',
  )
  expect(helper.NodeTestHelper).toBe(NodeTestHelper)
})
