import { describe, expect, test, vi } from 'vitest'
import { checkFlow } from '../../runtime/index.js'
import { makeFolder } from '../helpers/make-folder.js'
import { probeFlow, probeModule, redModule, runRed } from './run-red.js'

/** A type that answers each message with a text. */
const answering = (text: string) => `
  function Probe(config) {
    RED.nodes.createNode(this, config)
    this.on('input', (msg, send, done) => { send({ payload: ${text} }); done() })
  }
  RED.nodes.registerType('probe', Probe)`

const subflow = {
  id: 'sub',
  type: 'subflow',
  name: 'Doubler',
  in: [{ wires: [{ id: 'f' }] }],
  out: [{ wires: [{ id: 'f', port: 0 }] }],
  meta: { type: 'probe' },
  env: [],
  flow: [
    { id: 'f', type: 'function', z: 'sub', func: 'msg.payload = "from inside"; return msg', wires: [[]] },
  ],
}

test('a module whose promise never settles is given up, and is told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const text = redModule(`${answering("'here'")}\nreturn new Promise(() => {})`)
    const folder = await makeFolder({ 'probe.cjs': text })
    const checking = checkFlow(probeFlow().slice(0, 2), { cwd: folder, nodes: ['./probe.cjs'] })
    const timer = setInterval(() => {}, 1)
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0), { timeout: 5000 })
    clearInterval(timer)
    await vi.advanceTimersByTimeAsync(30_000)
    expect((await checking).problems).toContainEqual(
      expect.objectContaining({
        code: 'BAD_NODE_TYPE',
        message: expect.stringContaining('not finished loading'),
      }),
    )
  } finally {
    vi.useRealTimers()
  }
})

describe('a module written for Node-RED', () => {
  test.each([
    { name: 'may be CommonJS', file: 'probe.cjs', text: redModule(answering("'here'")), expected: 'here' },
    {
      name: 'may be an ES module',
      file: 'probe.mjs',
      text: `export default function (RED) { ${answering("'here'")} }`,
      expected: 'here',
    },
    {
      name: 'may be compiled from TypeScript',
      file: 'probe.cjs',
      text: `Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = (RED) => { ${answering("'here'")} }`,
      expected: 'here',
    },
    {
      name: 'may give a promise',
      file: 'probe.cjs',
      text: `module.exports = async function (RED) { await new Promise(setImmediate); ${answering("'late'")} }`,
      expected: 'late',
    },
    {
      name: 'may register after an import that nobody waits for',
      file: 'probe.cjs',
      text: `module.exports = function (RED) { import('node:os').then(() => { ${answering("'later'")} }) }`,
      expected: 'later',
    },
    {
      name: 'may have a class for a node',
      file: 'probe.cjs',
      text: redModule(`
        class Base { hello() { return 'hello' } }
        class Probe extends Base {
          constructor(config) {
            super()
            RED.nodes.createNode(this, config)
            this.on('input', (msg, send, done) => { this.send({ payload: [this.hello(), this instanceof Base] }); done() })
          }
        }
        RED.nodes.registerType('probe', Probe)`),
      expected: ['hello', true],
    },
    {
      name: 'may have a class that extends an emitter of events',
      file: 'probe.cjs',
      text: redModule(`
        const { EventEmitter } = require('node:events')
        class Probe extends EventEmitter {
          constructor(config) {
            super()
            RED.nodes.createNode(this, config)
            this.on('own', (text) => this.send({ payload: text }))
            this.on('input', () => this.emit('own', 'by event'))
          }
        }
        RED.nodes.registerType('probe', Probe)`),
      expected: 'by event',
    },
    {
      name: 'may inherit by util.inherits, and have methods on the prototype',
      file: 'probe.cjs',
      text: redModule(`
        const { inherits } = require('node:util')
        function Base(config) { RED.nodes.createNode(this, config) }
        Base.prototype.answer = function () { return 'by ' + this.type }
        function Probe(config) {
          Base.call(this, config)
          this.on('input', () => this.send({ payload: this.answer() }))
        }
        inherits(Probe, Base)
        RED.nodes.registerType('probe', Probe)`),
      expected: 'by probe',
    },
    {
      name: 'may register a subflow',
      file: 'probe.cjs',
      text: redModule(`RED.nodes.registerSubflow(${JSON.stringify(subflow)})`),
      expected: 'from inside',
    },
    {
      name: 'may give the set before the type',
      file: 'probe.cjs',
      text: redModule(answering("'old'").replace("registerType('probe'", "registerType('set', 'probe'")),
      expected: 'old',
    },
  ])('$name', async ({ file, text, expected }) => {
    const flow = await runRed({ [file]: text }, probeFlow())
    await flow.send('p', { payload: 1 })
    const [first] = await flow.recorded(1)
    expect(first?.message.payload).toEqual(expected)
  })

  test.each([
    ['throws', "throw new Error('not today')", /^bad\.cjs cannot be loaded: not today\.$/],
    ['rejects', "return Promise.reject(new Error('not today'))", /^bad\.cjs cannot be loaded: not today\.$/],
    [
      'registers a type twice',
      "for (const _ of [1, 2]) RED.nodes.registerType('twice', function () {})",
      /^bad\.cjs registers the node type "twice" twice\.$/,
    ],
    [
      'registers what is no constructor',
      "RED.nodes.registerType('arrow', () => {})",
      /^bad\.cjs registers the node type "arrow" with something that is no constructor\.$/,
    ],
    ['registers no name', 'RED.nodes.registerType(undefined, function () {})', /without a name/],
    [
      'declares a setting of another name',
      "RED.nodes.registerType('my type', function () {}, { settings: { other: { value: 1 } } })",
      /"other" of the node type "my type" must begin with "myType"/,
    ],
    [
      'registers no subflow',
      "RED.nodes.registerSubflow({ type: 'tab' })",
      /registers a subflow that is not one/,
    ],
  ])('that %s costs only its own types', async (_name, statements, message) => {
    const folder = await makeFolder({
      'bad.cjs': redModule(`RED.nodes.registerType('early', function () {})\n${statements}`),
      'probe.cjs': probeModule(''),
    })
    const flow = [...probeFlow(), { id: 'e', type: 'early', z: 't', x: 1, y: 1 }].filter(
      ({ id }) => id !== 'out',
    )
    const { problems } = await checkFlow(flow, { cwd: folder, nodes: ['bad.cjs', 'probe.cjs'] })
    const found = problems.filter(({ code }) => code !== 'WIRE_TO_NOWHERE')
    expect(found.map(({ code }) => code)).toEqual(['BAD_NODE_TYPE', 'UNKNOWN_NODE_TYPE'])
    expect(found[0]?.message).toMatch(message)
  })

  test.each([
    {
      name: 'throws in its constructor',
      broken: "throw new TypeError('no host')",
      reason: /could not start: no host/,
    },
    { name: 'gives no node', broken: 'return {}', reason: /gave something that is no node/ },
  ])('whose node $name costs only that node', async ({ broken, reason }) => {
    const modules = {
      'broken.cjs': redModule(`RED.nodes.registerType('broken', function (config) { ${broken} })`),
      'probe.cjs': probeModule("node.on('input', (msg) => node.send(msg))"),
    }
    const entry = { id: 'b', type: 'broken', z: 't', x: 1, y: 1 }
    const flow = await runRed(modules, probeFlow({}, [entry]), { lenient: true })
    await flow.send('p', { payload: 'on' })
    expect(flow.payloads()).toEqual(['on'])
    const problem = flow.runtime.problems.find(({ code }) => code === 'NODE_START_FAILED')
    expect(problem).toMatchObject({
      node: { id: 'b', type: 'broken' },
      message: expect.stringMatching(reason),
    })
  })

  test('is not taken for one where it is a helper in a folder', async () => {
    const helper = "module.exports = function add(a, b) { throw new Error('called') }"
    const folder = await makeFolder({ 'nodes/helper.cjs': helper, 'nodes/probe.cjs': probeModule('') })
    const { problems } = await checkFlow([], { cwd: folder, nodes: ['nodes'] })
    expect(problems).toEqual([])
  })

  test('closes its sources first at a stop', async () => {
    const closed: string[] = []
    const modules = {
      'probe.cjs': probeModule("node.on('close', () => RED.settings.closed.push(config.name))"),
      'source.cjs': redModule(`
        RED.nodes.registerType('source', function (config) {
          RED.nodes.createNode(this, config)
          this.on('close', () => RED.settings.closed.push('source'))
        })`),
      'source.html': "<script>RED.nodes.registerType('source', { inputs: 0, outputs: 1 })</script>",
    }
    const source = { id: 's', type: 'source', z: 't', x: 1, y: 1, wires: [['p']] }
    const flow = await runRed(modules, [source, ...probeFlow({ name: 'probe' })], { settings: { closed } })
    await flow.runtime.stop()
    expect(closed).toEqual(['source', 'probe'])
  })
})
