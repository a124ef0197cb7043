import { describe, expect, test, vi } from 'vitest'
import { defineNode } from '../../runtime/define-node.js'
import { testNode } from '../../runtime/test-node/index.js'

const config = { type: 'object', properties: {} } as const

describe('testNode', () => {
  test('records what leaves by which output, by number and name', async () => {
    const sorter = defineNode({
      type: 'sorter',
      summary: 'Sorts.',
      outputs: ['good', 'bad'],
      config,
      create: () => ({
        input(message, send) {
          send.to('bad', message)
          send.to(0, { payload: 'also' })
          send([null, [{ payload: 1 }, { payload: 2 }]])
          expect(() => send.to('ugly' as 'bad', message)).toThrow(
            'There is no output "ugly". There are good, bad.',
          )
        },
      }),
    })
    const node = await testNode(sorter)
    await node.receive({ payload: 'first' })
    expect(node.sent.map(({ output, name, message }) => [output, name, message.payload])).toEqual([
      [1, 'bad', 'first'],
      [0, 'good', 'also'],
      [1, 'bad', 1],
      [1, 'bad', 2],
    ])
  })

  test('gives secrets as texts, and none that are no texts', async () => {
    const holder = defineNode({
      type: 'holder',
      summary: 'Holds.',
      isConfig: true,
      config,
      credentials: {
        pin: { type: 'password', description: 'x' },
        key: { type: 'password', description: 'x' },
      },
      create: (_config, { credentials }) => ({ credentials }),
    })
    const node = await testNode(holder, {}, { credentials: { pin: 1234, key: { a: 1 } } })
    expect(node.behaviour.credentials).toEqual({ pin: '1234' })
  })

  test('lets time pass only when told to', async () => {
    const ticker = defineNode({
      type: 'ticker',
      summary: 'Ticks.',
      hasInput: false,
      outputs: 1,
      config,
      create(_config, node) {
        const timer = setInterval(async () => {
          await Promise.resolve()
          node.send({ payload: Date.now() })
        }, 60_000)
        return { close: () => clearInterval(timer) }
      },
    })
    const node = await testNode(ticker, {}, { fakeTime: true })
    const start = Date.now()
    await node.passTime(59_999)
    expect(node.sent).toEqual([])
    await node.passTime(120_001)
    expect(node.sent.map(({ message }) => Number(message.payload) - start)).toEqual([
      60_000, 120_000, 180_000,
    ])
    await node.close()
    await vi.waitFor(() => expect(Date.now()).not.toBe(start + 180_000))
  })

  test('hands requests to the routes of the node', async () => {
    const door = defineNode({
      type: 'door',
      summary: 'Answers.',
      hasInput: false,
      config,
      create(_config, { http }) {
        http.route({ method: 'get', path: '/pumps/:id?' }, (message) => {
          const { params, query } = message.req as { params: object; query: object }
          http.responseOf(message)?.answer({ statusCode: 200, body: { params, query } })
        })
        return {}
      },
    })
    const node = await testNode(door)
    const answer = await node.request({ url: '/pumps/3?unit=bar' })
    expect(answer).toEqual({ statusCode: 200, body: { params: { id: '3' }, query: { unit: 'bar' } } })
    await expect(node.request({ url: '/valves' })).rejects.toMatchObject({ code: 'BAD_ROUTE' })
  })

  test('refuses a configuration as the loader does, and lets time go on', async () => {
    const strict = defineNode({
      type: 'strict',
      summary: 'Is strict.',
      config: { type: 'object', properties: { n: { type: 'number', description: 'x' } }, required: ['n'] },
      create: () => ({}),
    })
    const real = globalThis.setTimeout
    await expect(testNode(strict, {}, { fakeTime: true })).rejects.toMatchObject({ code: 'MISSING_FIELD' })
    expect(globalThis.setTimeout).toBe(real)
  })
})
