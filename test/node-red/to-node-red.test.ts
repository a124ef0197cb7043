import { describe, expect, test } from 'vitest'
import { configNode, defineNode, typedValue } from '../../runtime/define-node.js'
import { nodeTypesIn, toNodeRed } from '../../runtime/node-red/index.js'
import { FakeRed } from './fake-red.js'

const properties = {
  count: { type: 'integer', minimum: 1, default: 2, description: 'How many.' },
  value: typedValue({ types: ['num', 'json', 'env'], description: 'A value.' }),
} as const

const probe = defineNode({
  type: 'probe',
  summary: 'Shows what it gets.',
  outputs: ['one', 'two'],
  config: { type: 'object', properties },
  async create({ count, value }, node) {
    if (count === 99) throw new Error('there are too many')
    await new Promise((resolve) => setTimeout(resolve, 5))
    return {
      async input(message, send) {
        if (message.payload === 'fail') throw new Error('it failed')
        send.to('two', { count, value: await value.evaluate(message), env: node.env('NAME') })
        send([null, [message, null]], true)
        send(null)
      },
      close: (removed: boolean) => node.log(`closed ${removed}`),
    }
  },
})

async function start(config: object = {}) {
  const fake = new FakeRed()
  await toNodeRed(() => Promise.resolve({ default: probe }))(fake.red)
  const node = fake.make({ id: 'p', type: 'probe', x: 1, y: 1, z: 't', wires: [], ...config })
  return { fake, node }
}

describe('a node type in Node-RED', () => {
  test('gets its configuration coerced and complete, and messages that came before it was ready', async () => {
    const { fake, node } = await start({ count: '3', value: '7', valueType: 'num' })
    const message = { payload: 1 }
    expect(await fake.receive(node, message)).toBeUndefined()
    expect(node.sent).toEqual([
      [null, { count: 3, value: 7, env: 'of env' }],
      [null, [{ payload: 1 }]],
    ])
    expect((node.sent[1] as unknown[][])[1]?.[0]).not.toBe(message)
  })

  test('fails a message by its done, and goes on', async () => {
    const { fake, node } = await start()
    expect(await fake.receive(node, { payload: 'fail' })).toMatchObject({ message: 'it failed' })
    expect(await fake.receive(node, {})).toBeUndefined()
  })

  test.each([
    { name: 'a bad field', config: { count: 'many' }, text: /"count" must be a whole number, but is "many"/ },
    { name: 'a bad value', config: { value: '{', valueType: 'json' }, text: /"value": "\{" is no JSON/ },
    { name: 'an error while it is made', config: { count: 99 }, text: /there are too many/ },
  ])('that cannot start says so, and fails its messages: $name', async ({ config, text }) => {
    const { fake, node } = await start(config)
    expect(await fake.receive(node, {})).toMatchObject({ code: 'NODE_START_FAILED' })
    expect(node.done).toEqual([
      'status {"fill":"red","shape":"ring","text":"not started"}',
      expect.stringMatching(text),
    ])
    await fake.close(node)
  })

  test('is closed, and told whether it was removed', async () => {
    const { fake, node } = await start()
    await fake.close(node, true)
    expect(node.done).toEqual(['log closed true'])
  })
})

describe('a config node in Node-RED', () => {
  const broker = defineNode({
    type: 'broker',
    summary: 'Connects.',
    isConfig: true,
    config: { type: 'object', properties: {} },
    credentials: { pin: { type: 'password', description: 'x' } },
    async create(_config, { credentials, id }) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (id === 'bad') throw new Error('no connection')
      return { pin: credentials.pin }
    },
  })
  const user = defineNode({
    type: 'user',
    summary: 'Uses it.',
    outputs: 1,
    config: {
      type: 'object',
      properties: { broker: configNode(broker, { description: 'x', needed: true }) },
    },
    create: (config) => ({ input: (_message, send) => send({ payload: config.broker.pin }) }),
  })

  async function makeBoth(credentials: object, id: string, broker_ = id) {
    const fake = new FakeRed()
    // Two modules, as of two packages.
    await toNodeRed(broker)(fake.red)
    await toNodeRed([user])(fake.red)
    fake.make({ id, type: 'broker', credentials })
    const node = fake.make({ id: 'u', type: 'user', broker: broker_ })
    const result = await fake.receive(node, {})
    return { node, result }
  }

  test('is handed over as what its create returned, when that has settled', async () => {
    const { node } = await makeBoth({ pin: 1234 }, 'b')
    expect(node.sent).toEqual([{ payload: '1234' }])
  })

  test.each([
    { name: 'that did not start', id: 'bad', used: 'bad', text: /did not start: no connection/ },
    { name: 'that is not there', id: 'b', used: 'x', text: /The config node x .* does not run/ },
    { name: 'that is not chosen', id: 'b', used: '', text: /"broker" is not set/ },
  ])('$name keeps its users from starting', async ({ id, used, text }) => {
    const { node, result } = await makeBoth({}, id, used)
    expect(result).toMatchObject({ code: 'NODE_START_FAILED' })
    expect(node.done[1]).toMatch(text)
  })
})

describe('a module for Node-RED', () => {
  test.each([
    { name: 'a default export', exports: { default: probe }, count: 1 },
    { name: 'a list, and the same by name', exports: { default: [probe], probe }, count: 1 },
    { name: 'a CommonJS module', exports: { default: { probe } }, count: 1 },
    { name: 'named exports among others', exports: { probe, version: 1, helper() {} }, count: 1 },
  ])('finds the node types of $name', ({ exports, count }) => {
    expect(nodeTypesIn(exports)).toHaveLength(count)
  })

  test('says what it found where there is no node type', () => {
    expect(() => nodeTypesIn({ helper: 1 })).toThrow('exports no node type, but helper')
  })

  test('refuses a type that needs what Node-RED does not offer', () => {
    const config = { type: 'object', properties: {} } as const
    const observer = defineNode({
      type: 'observer',
      summary: 'Watches.',
      config,
      observes: () => ({ event: 'error', scope: 'all' }),
      create: () => ({}),
    })
    expect(() => toNodeRed(observer)(new FakeRed().red)).toThrow('uses observes')
  })
})
