import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import express, { type Express } from 'express'
import supertest from 'supertest'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineNode } from '../../runtime/index.js'
import helper, { hooks, NodeTestHelper, RED, util } from '../../runtime/test-helper/index.js'
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

  test('catch what fails, also where a test gives a module for that', async () => {
    const ownCatch = ({ nodes }: typeof RED) =>
      nodes.registerType('catch', function (this: TestNode, entry: object) {
        nodes.createNode(this, { ...entry })
      })
    const flow = [
      { id: 't', type: 'tab' },
      { id: 'f', type: 'function', z: 't', func: 'throw new Error("failed")' },
      { id: 'c', type: 'catch', z: 't', wires: [['n2']] },
      { id: 'n2', type: 'helper', z: 't' },
    ]
    await helper.load(ownCatch, flow)
    const heard = once('n2', 'input')
    node('f').receive({ payload: 1 })
    expect((await heard).error).toMatchObject({ message: expect.stringContaining('failed') })
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

test('a node of an unknown type is an unknown node, and the rest runs', async () => {
  await helper.load(lowerCase, [
    { id: 'n2', type: 'helper', wires: [['u']] },
    { id: 'u', type: 'never heard of', wires: [['n2']] },
  ])
  expect(node('u')).toMatchObject({ id: 'u', type: 'unknown', name: 'never heard of' })
  const heard = once('u', 'input')
  node('n2').send({ payload: 1 })
  expect((await heard).payload).toBe(1)
  await helper.setFlows([...chain, { id: 'v', type: 'nor of this' }], 'nodes')
  expect(node('v').type).toBe('unknown')
})

describe('setFlows', () => {
  const deploys: Array<{
    name: string
    rest: Parameters<typeof helper.setFlows> extends [unknown, ...infer Rest] ? Rest : never
    user: string
  }> = [
    { name: 'keeps secrets where none are given', rest: ['full'], user: 'first' },
    { name: 'takes others', rest: ['full', { n1: { user: 'second' } }], user: 'second' },
    { name: 'takes a flow alone', rest: [], user: 'first' },
    { name: 'takes no kind as all', rest: [null, { n1: { user: 'second' } }], user: 'second' },
  ]
  test.each(deploys)('$name', async ({ rest, user }) => {
    await helper.load(lowerCase, chain, { n1: { user: 'first' } })
    await helper.setFlows(chain, ...rest)
    expect(node('n1').credentials).toEqual({ user })
  })

  test.each([
    { name: 'after all else', rest: ['full', {}] },
    { name: 'in place of credentials', rest: ['full'] },
    { name: 'in place of the kind', rest: [] },
  ])('takes a callback $name', async ({ rest }) => {
    const told = vi.fn()
    await helper.load(lowerCase, chain)
    await helper.setFlows(chain, ...([...rest, told] as unknown as []))
    expect(told.mock.calls).toEqual([[]])
  })

  test('tells a callback that no flow is loaded', async () => {
    const told = vi.fn()
    await helper.setFlows(chain, told)
    expect(told.mock.calls).toEqual([[expect.any(Error)]])
    await expect(helper.setFlows(chain)).rejects.toThrow('No flow is loaded')
  })
})

test('the log has values themselves, and the path of the flow', async () => {
  const logging = ({ nodes, log }: typeof helper.RED) => {
    log.info('while it loads')
    function Logging(this: TestNode, entry: Record<string, unknown>) {
      nodes.createNode(this, entry)
      this.on('input', (message: Sent) => this.warn(message.payload))
    }
    nodes.registerType('logging', Logging)
  }
  await helper.load(logging, [
    { id: 'a', type: 'logging' },
    { id: 't', type: 'tab' },
    { id: 'b', type: 'logging', z: 't' },
  ])
  const value = { an: 'object' }
  for (const id of ['a', 'b']) node(id).receive({ payload: value })
  node('b').receive({ payload: 5 })
  const lines = helper.log()?.args.map(([line]) => line as Record<string, unknown>) ?? []
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'while it loads' }))
  expect(lines.filter(({ type }) => type === 'logging')).toEqual([
    { level: 30, id: 'a', type: 'logging', msg: value, path: 'global', timestamp: expect.any(Number) },
    { level: 30, id: 'b', type: 'logging', msg: value, path: 't', z: 't', timestamp: expect.any(Number) },
    { level: 30, id: 'b', type: 'logging', msg: 5, path: 't', z: 't', timestamp: expect.any(Number) },
  ])
})

test('hooks of a test hold for every flow, until they are removed', async () => {
  const heard = vi.fn()
  hooks.add('onReceive.test', ({ msg }: { msg: Sent }) => heard(msg.payload))
  for (const payload of [1, 2]) {
    await helper.load([], [{ id: 'n2', type: 'helper' }])
    node('n2').receive({ payload })
    await helper.unload()
  }
  expect(() => hooks.add('onReceive.test', heard)).toThrow('added already')
  helper.hooks.remove('*.test')
  await helper.load([], [{ id: 'n2', type: 'helper' }])
  node('n2').receive({ payload: 3 })
  expect(heard.mock.calls).toEqual([[1], [2]])
  expect(hooks.has('onReceive')).toBe(false)
})

test('RED and util are there before a flow is, and are what modules get', async () => {
  expect(RED.version()).toMatch(/^4\./)
  expect(util.generateId()).toMatch(/^[0-9a-f]+$/)
  expect(RED.nodes.getNode('n1')).toBeNull()
  const given = vi.fn()
  await helper.load(({ util, settings }: typeof RED) => given(util, settings), chain)
  expect(given).toHaveBeenCalledWith(util, helper.settings())
  expect(RED.nodes.getNode('n2')).toBe(helper.getNode('n2'))
  expect([helper.RED, helper.util, helper.hooks]).toEqual([RED, util, hooks])
})

test('httpNode serves the routes of the flow, and those that are put on it', async () => {
  const flow = [
    { id: 'in', type: 'http in', method: 'get', url: '/hello', wires: [['out']] },
    { id: 'out', type: 'http response' },
  ]
  await helper.load([], flow)
  const [httpNode, httpAdmin] = [helper.httpNode, helper.httpAdmin] as unknown as Express[]
  httpNode?.get('/own', (_request, response) => void response.send('own'))
  httpAdmin?.get('/own', (_request, response) => void response.send('of admin'))
  const ask = supertest(httpNode as Express)
  expect((await ask.get('/hello')).status).toBe(200)
  expect((await ask.get('/own')).text).toBe('own')
  expect((await supertest(express().use('/below', httpAdmin as Express)).get('/below/own')).text).toBe(
    'of admin',
  )
})

test('context is kept where context.init says, also with other settings, until close', async () => {
  helper.context.init({ contextStorage: { default: { module: 'memory' }, other: { module: 'memory' } } })
  await helper.context.load()
  helper.settings({ mark: 'set' })
  await helper.load([], [{ id: 'n2', type: 'helper' }])
  const { global } = node('n2').context()
  global.set('name', 'value', 'other')
  expect([global.get('name', 'other'), global.get('name')]).toEqual(['value', undefined])
  await helper.unload()
  await helper.context.clean({ allNodes: {} })
  await helper.context.close()
})

test('sinon and should are those of the project', () => {
  expect(helper.sinon).toHaveProperty('createSandbox')
  const { should } = helper as unknown as { should: { have: { property(name: string): void } } }
  should.have.property('credentials')
})

test('settings for the next flow do not reach one that is loading', async () => {
  helper.settings({ mark: 'set' })
  const loading = helper.load(lowerCase, chain)
  helper.settings({})
  await loading
  expect(node('n1').mark).toBe('set')
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
