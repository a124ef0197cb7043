import { describe, expect, test } from 'vitest'
import { probeFlow, probeModule, redModule, runRed } from './run-red.js'

/** A config node and a node that reads it; both tell a list in the settings what happens to them. */
const pair = {
  'pair.cjs': redModule(`
    const tell = (text) => RED.settings.told.push(text)
    RED.nodes.registerType('host', function (config) {
      RED.nodes.createNode(this, config)
      this.address = config.address + ':' + (this.credentials.password || 'none')
      tell('host ' + config.address)
      this.on('close', (removed, done) => { tell('host closed ' + removed); setImmediate(done) })
    }, { credentials: { user: { type: 'text' }, password: { type: 'password' } } })
    RED.nodes.registerType('probe', function (config) {
      RED.nodes.createNode(this, config)
      this.host = RED.nodes.getNode(config.host)
      tell('probe of ' + this.host.address)
      this.on('input', (msg, send, done) => { send({ payload: this.host.address }); done() })
      this.on('close', async () => { await null; tell('probe closed') })
    })`),
}
const host = (fields: object = {}) => ({ id: 'h', type: 'host', address: 'a', ...fields })

describe('nodes written for Node-RED', () => {
  test('are made after the config nodes they name, with their secrets', async () => {
    const told: string[] = []
    const credentials = { h: { password: 'secret' } }
    const flow = await runRed(pair, probeFlow({ host: 'h' }, [host()]), { settings: { told }, credentials })
    await flow.send('p')
    expect(told).toEqual(['host a', 'probe of a:secret'])
    expect(flow.payloads()).toEqual(['a:secret'])
  })

  test.each([
    {
      name: 'start again when a config node that they name changes',
      next: probeFlow({ host: 'h' }, [host({ address: 'b' })]),
      expected: ['probe closed', 'host closed false', 'host b', 'probe of b:none'],
    },
    {
      name: 'go on when only wires and places change',
      next: probeFlow({ host: 'h', x: 50, wires: [['out', 'out2']] }, [
        host(),
        { id: 'out2', type: 'record', z: 't', x: 1, y: 1 },
      ]),
      expected: [],
    },
    {
      name: 'are told when they are removed',
      next: probeFlow({ type: 'junction' }, []),
      expected: ['probe closed', 'host closed true'],
    },
  ])('$name', async ({ next, expected }) => {
    const told: string[] = []
    const flow = await runRed(pair, probeFlow({ host: 'h' }, [host()]), { settings: { told } })
    told.length = 0
    await flow.runtime.deploy(next)
    expect(told).toEqual(expected)
    await flow.send('p')
    expect(flow.records.length).toBeGreaterThan(0)
  })

  test('have new wires after a deploy of them', async () => {
    const module = probeModule("node.on('input', () => node.send({ payload: node.wires }))")
    const flow = await runRed({ 'probe.cjs': module }, probeFlow())
    const wires = [['out', 'out2']]
    await flow.runtime.deploy(probeFlow({ wires }, [{ id: 'out2', type: 'record', z: 't', x: 1, y: 1 }]))
    await flow.send('p')
    expect(flow.payloads()).toEqual([wires, wires])
  })

  test.each([
    ['takes nothing', "node.on('close', () => tell('closed'))"],
    ['takes done', "node.on('close', (done) => setImmediate(() => { tell('closed'); done() }))"],
    ['takes removed and done', "node.on('close', (removed, done) => { tell('closed'); done() })"],
    ['gives a promise', "node.on('close', async () => { await null; tell('closed') })"],
    ['is there once', "node.once('close', (done) => { tell('closed'); done() })"],
  ])('are closed by a listener that %s', async (_name, statements) => {
    const told: string[] = []
    const module = probeModule(`const tell = (text) => RED.settings.told.push(text); ${statements}`)
    const flow = await runRed({ 'probe.cjs': module }, probeFlow(), { settings: { told } })
    await flow.runtime.stop()
    expect(told).toEqual(['closed'])
  })

  test('that never call done hold up a stop no longer than the deadline', async () => {
    const module = probeModule("node.on('input', (msg, send, done) => { node.kept = done })")
    const flow = await runRed({ 'probe.cjs': module }, probeFlow(), { drainTimeoutMs: 50 })
    await flow.send('p')
    const { dropped } = await flow.runtime.stop()
    expect(dropped).toEqual([{ node: { id: 'p', type: 'probe', name: '' }, count: 1 }])
  })

  test('know built-in nodes as nodes: they take messages, and are listened to', async () => {
    const module = probeModule(`
      node.on('input', (msg, send, done) => {
        const other = RED.nodes.getNode('ch')
        other.on('input', (told) => send({ payload: 'heard ' + told.payload }))
        other.receive({ payload: 'given' })
        done()
      })`)
    const change = { id: 'ch', type: 'change', z: 't', x: 1, y: 1, rules: [], wires: [['out']] }
    const flow = await runRed({ 'probe.cjs': module }, probeFlow({}, [change]))
    await flow.send('p')
    expect(flow.payloads().sort()).toEqual(['given', 'heard given'])
  })

  test('hear what comes to a built-in node by its wires', async () => {
    const module = probeModule(`
      RED.events.on('flows:started', () => {
        for (const id of ['f', 'ch']) RED.nodes.getNode(id).on('input', (told) => node.send({ payload: id + told.payload }))
      })`)
    const more = [
      { id: 'f', type: 'function', z: 't', x: 1, y: 1, func: 'msg.payload++; return msg', wires: [['ch']] },
      { id: 'ch', type: 'change', z: 't', x: 1, y: 1, rules: [], wires: [['out']] },
    ]
    const flow = await runRed({ 'probe.cjs': module }, probeFlow({}, more))
    await flow.send('f', { payload: 1 })
    expect(flow.payloads().sort()).toEqual([2, 'ch2', 'f1'])
  })

  test('show their state and write to the log', async () => {
    const module = probeModule(
      `
      node.on('input', () => {
        node.status({ fill: 'red', shape: 'dot', text: 'bad' })
        node.warn('careful'); node.log({ message: 'an object' }); RED.log.info('of the module')
      })
      RED.log.addHandler(handler)`,
      "const { EventEmitter } = require('node:events')",
    ).replace(
      'module.exports = function (RED) {',
      `module.exports = function (RED) {
        const handler = new (require('node:events').EventEmitter)()
        handler.on('log', (entry) => RED.settings.heard.push([entry.level, entry.msg, entry.id]))`,
    )
    const heard: unknown[] = []
    const status = { id: 's', type: 'status', z: 't', x: 1, y: 1, scope: null, wires: [['out']] }
    const flow = await runRed({ 'probe.cjs': module }, probeFlow({}, [status]), { settings: { heard } })
    await flow.send('p')
    expect(flow.records[0]?.message.status).toMatchObject({ fill: 'red', text: 'bad', source: { id: 'p' } })
    expect(heard).toEqual([
      [30, 'careful', 'p'],
      [40, { message: 'an object' }, 'p'],
      [40, 'of the module', undefined],
    ])
  })

  test('in a subflow have the ids of its instance', async () => {
    const module = probeModule(
      "node.on('input', () => node.send({ payload: [node._alias, node.id !== 'inner', node.z, node._flow.TYPE, node._flow.subflowInstance.id] }))",
    )
    const flow = await runRed({ 'probe.cjs': module }, [
      { id: 't', type: 'tab' },
      {
        id: 'sf',
        type: 'subflow',
        name: 'S',
        in: [{ wires: [{ id: 'inner' }] }],
        out: [{ wires: [{ id: 'inner', port: 0 }] }],
      },
      { id: 'inner', type: 'probe', z: 'sf', x: 1, y: 1, wires: [[]] },
      { id: 'i', type: 'subflow:sf', z: 't', x: 1, y: 1, wires: [['out']] },
      { id: 'out', type: 'record', z: 't', x: 1, y: 1 },
    ])
    await flow.send('i')
    expect(flow.payloads()).toEqual([['inner', true, 'i', 'subflow', 'i']])
  })

  test('keep secrets that they are given while they run', async () => {
    const module = probeModule(`
      node.on('input', async () => {
        await RED.nodes.addCredentials('p', { token: 'new' })
        node.send({ payload: [node.credentials, RED.nodes.getCredentials('p')] })
        await RED.nodes.deleteCredentials('p')
        node.send({ payload: [RED.nodes.getCredentials('p')] })
      })`)
    const flow = await runRed({ 'probe.cjs': module }, probeFlow(), { credentials: { p: { token: 'old' } } })
    await flow.send('p')
    expect(flow.payloads()).toEqual([[{ token: 'old' }, { token: 'new' }], [undefined]])
  })

  test('hear when flows start and stop, by the old names too', async () => {
    const told: string[] = []
    const names = ['flows:starting', 'nodes-started', 'flows:started', 'flows:stopping', 'flows:stopped']
    const module = redModule(
      `RED.plugins.registerPlugin('listener', { type: 'listener' })
      for (const name of ${JSON.stringify(names)}) RED.events.on(name, () => RED.settings.told.push(name))`,
    )
    const modules = { 'probe.cjs': probeModule(''), 'events.cjs': module }
    const flow = await runRed(modules, probeFlow(), { settings: { told } })
    await flow.runtime.stop()
    expect(told).toEqual(names)
  })
})
