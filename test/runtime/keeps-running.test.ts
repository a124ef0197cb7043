import { describe, expect, onTestFinished, test } from 'vitest'
import { defineNode } from '../../runtime/define-node.js'
import { createRuntime } from '../../runtime/index.js'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

const endpoint = (url: string, ...path: FlowEntry[]): FlowEntry[] => [
  { id: `in${url}`, type: 'http in', z: 't', url, method: 'get', wires: [[path[0]?.id ?? 'out']] },
  ...path,
]
const answer: FlowEntry = { id: 'out', type: 'http response', z: 't', wires: [] }

async function serve(flow: FlowEntry[], options: object = {}) {
  const logged: Array<{ level: string; message: string }> = []
  const runtime = createRuntime({
    flow,
    port: 0,
    env: {},
    log: (entry) => void logged.push(entry),
    ...options,
  })
  onTestFinished(() => runtime.stop().then(() => {}))
  await runtime.start()
  return { runtime, logged, get: (path: string) => fetch(`${runtime.url}${path}`) }
}

describe('a waiting client gets', () => {
  test('500 without the reason where a node fails and nothing catches it', async () => {
    const { get } = await serve(
      endpoint('/', {
        id: 'f',
        type: 'function',
        z: 't',
        func: 'throw new Error("secret")',
        wires: [[]],
      }),
    )
    const response = await get('/')
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
  })

  test('504 where no node answers in time, and the log names the last node', async () => {
    const { get, logged } = await serve(
      endpoint('/', {
        id: 'f',
        type: 'function',
        name: 'drops it',
        z: 't',
        func: 'return null',
        wires: [[]],
      }),
      { requestTimeoutMs: 50 },
    )
    expect((await get('/')).status).toBe(504)
    expect(logged.some(({ message }) => message.includes('drops it'))).toBe(true)
  })

  test('503 with Retry-After where too many are in flight', async () => {
    const { get } = await serve(
      endpoint('/', {
        id: 'f',
        type: 'function',
        z: 't',
        func: 'await new Promise(done => setTimeout(done, 200)); return msg',
        wires: [['out']],
      }).concat(answer),
      { maxInFlight: 2 },
    )
    const answers = await Promise.all([get('/'), get('/'), get('/'), get('/')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 503, 503])
    expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toMatch(/^\d+$/)
  })
})

describe('other flows are served', () => {
  const ping = endpoint('/ping').concat(answer)

  test('while one feeds itself for ever', async () => {
    const { get, runtime } = await serve(
      [...ping, { id: 'loop', type: 'function', func: 'msg.payload++; return msg', wires: [['loop']] }],
      { drainTimeoutMs: 100 },
    )
    runtime.inject('loop', { payload: 0 })
    for (let request = 0; request < 20; request++) expect((await get('/ping')).status).toBe(200)
    await runtime.deploy(ping)
  })

  test('after a node that sends two for each message, whose storm ends with an error', async () => {
    const double = defineNode({
      type: 'double',
      summary: 'Sends two for each.',
      outputs: 1,
      config: { type: 'object', properties: {} },
      create: () => ({ input: (message, send) => send([[message, { ...message }]]) }),
    })
    const { get, runtime, logged } = await serve([...ping, { id: 'd', type: 'double', wires: [['d']] }], {
      nodes: [double],
    })
    runtime.inject('d', { payload: 'x' })
    while (!logged.some(({ message }) => message.includes('more messages than memory can hold'))) {
      expect((await get('/ping')).status).toBe(200)
    }
    expect((await get('/ping')).status).toBe(200)
  }, 60_000)
})

describe('errors outside of any call', () => {
  test('are reported to the node of a package that they come from, and reach catch nodes', async () => {
    const stray = defineNode({
      type: 'stray',
      summary: 'Calls back later.',
      config: { type: 'object', properties: {} },
      create: () => ({ input: (message) => void setImmediate(message.payload as () => void) }),
    })
    const run = await recordFlow(
      [
        { id: 's', type: 'stray', z: 't', wires: [] },
        { id: 'c', type: 'catch', z: 't', scope: null, wires: [['r']] },
        { id: 'r', type: 'record', z: 't' },
      ],
      { nodes: [stray] },
    )
    await run.send('s', { payload: () => expect(run.runtime.reportStrayError(new Error('late'))).toBe(true) })
    await run.recorded(1)
    expect(run.records[0]?.message.error).toMatchObject({ message: 'Error: late', source: { id: 's' } })
  })

  test('that come from nowhere are left to the program', async () => {
    const run = await recordFlow([{ id: 'r', type: 'record' }])
    expect(run.runtime.reportStrayError(new Error('whose?'))).toBe(false)
  })
})

test('a node that cannot be made costs only itself where the runtime is lenient', async () => {
  const bad = defineNode({
    type: 'bad',
    summary: 'Throws.',
    config: { type: 'object', properties: {} },
    create() {
      throw new Error('cannot start')
    },
  })
  const flow: FlowEntry[] = [
    { id: 'b', type: 'bad', wires: [] },
    { id: 'a', type: 'junction', wires: [['r', 'b']] },
    { id: 'r', type: 'record' },
  ]
  await expect(recordFlow(flow, { nodes: [bad] })).rejects.toMatchObject({ code: 'NODE_START_FAILED' })
  const run = await recordFlow(flow, { nodes: [bad], lenient: true })
  await run.send('a', { payload: 1 })
  expect(run.payloads()).toEqual([1])
})

test('ten runtimes in one process share nothing', async () => {
  const runs = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      serve(
        [
          ...endpoint('/', {
            id: 'f',
            type: 'function',
            z: 't',
            func: 'global.set("n", (global.get("n") || 0) + 1); msg.payload = env.get("WHO") + global.get("n"); return msg',
            wires: [['out']],
          }).concat(answer),
        ],
        { env: { WHO: `r${index}:` } },
      ),
    ),
  )
  const texts = await Promise.all(runs.map(async ({ get }) => (await get('/')).text()))
  expect(texts).toEqual(Array.from({ length: 10 }, (_, index) => `r${index}:1`))
  expect(new Set(runs.map(({ runtime }) => runtime.url)).size).toBe(10)
})
