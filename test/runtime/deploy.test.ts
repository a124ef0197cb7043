import { describe, expect, onTestFinished, test } from 'vitest'
import { defineNode } from '../../runtime/define-node.js'
import { createRuntime } from '../../runtime/index.js'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'

/** A node type that tells when its nodes are made and closed. */
function createLiving() {
  const log: string[] = []
  const type = defineNode({
    type: 'living',
    summary: 'Notes its making and closing.',
    outputs: 1,
    config: {
      type: 'object',
      properties: { color: { type: 'string', default: 'red', description: 'Anything.' } },
    },
    create(_, node) {
      log.push(`+${node.id}`)
      return {
        input: (message, send) => send(message),
        close: (removed) => void log.push(`-${node.id}${removed ? ' for good' : ''}`),
      }
    },
  })
  return { log, type }
}

const living = (id: string, more: object = {}): FlowEntry => ({
  id,
  type: 'living',
  z: 't',
  x: 1,
  y: 1,
  wires: [[]],
  ...more,
})

describe('a deploy restarts', () => {
  test.each<{ name: string; kind?: 'full' | 'flows' | 'nodes'; next: FlowEntry[]; expected: string[] }>([
    { name: 'nothing where nothing differs', next: [living('a'), living('b')], expected: [] },
    {
      name: 'nothing where a node moved on the canvas',
      next: [living('a', { x: 9 }), living('b')],
      expected: [],
    },
    {
      name: 'nothing where only wires differ',
      next: [living('a', { wires: [['b']] }), living('b')],
      expected: [],
    },
    {
      name: 'the node that differs',
      next: [living('a', { color: 'blue' }), living('b')],
      expected: ['-a', '+a'],
    },
    { name: 'a new node alone', next: [living('a'), living('b'), living('c')], expected: ['+c'] },
    { name: 'nothing else where a node goes', next: [living('a')], expected: ['-b for good'] },
    {
      name: 'every node of the tab in which something differs, where asked for flows',
      kind: 'flows',
      next: [living('a', { color: 'blue' }), living('b')],
      expected: ['-b', '-a', '+a', '+b'],
    },
    {
      name: 'all, where asked for full',
      kind: 'full',
      next: [living('a'), living('b')],
      expected: ['-b', '-a', '+a', '+b'],
    },
    {
      name: 'the nodes of a tab whose variables differ',
      next: [
        { id: 't', type: 'tab', env: [{ name: 'A', type: 'str', value: '1' }] },
        living('a'),
        living('b'),
      ],
      expected: ['-b', '-a', '+a', '+b'],
    },
  ])('$name', async ({ kind, next, expected }) => {
    const { log, type } = createLiving()
    const run = await recordFlow([living('a'), living('b')], { nodes: [type] })
    log.length = 0
    await run.runtime.deploy(next, kind)
    expect(log).toEqual(expected)
  })

  test('a flow with an error is refused, and the running one goes on', async () => {
    const run = await recordFlow([
      { id: 'a', type: 'junction', wires: [['r']] },
      { id: 'r', type: 'record' },
    ])
    const broken = [{ id: 'a', type: 'no-such-type', wires: [] }]
    await expect(run.runtime.deploy(broken)).rejects.toMatchObject({ code: 'UNKNOWN_NODE_TYPE' })
    await run.send('a', { payload: 'still here' })
    expect(run.payloads()).toEqual(['still here'])
  })

  test('a node that cannot start takes the deploy back', async () => {
    const type = defineNode({
      type: 'picky',
      summary: 'Starts where it may.',
      outputs: 1,
      config: {
        type: 'object',
        properties: { fails: { type: 'boolean', default: false, description: 'Whether.' } },
      },
      create({ fails }) {
        if (fails) throw new Error('not today')
        return { input: (message, send) => send(message) }
      },
    })
    const flow = (fails: boolean): FlowEntry[] => [
      { id: 'p', type: 'picky', fails, wires: [['r']] },
      { id: 'r', type: 'record' },
    ]
    const run = await recordFlow(flow(false), { nodes: [type] })
    await expect(run.runtime.deploy(flow(true))).rejects.toMatchObject({ code: 'NODE_START_FAILED' })
    await run.send('p', { payload: 1 })
    expect(run.payloads()).toEqual([1])
  })

  test('wires lead to where the new flow says', async () => {
    const flow = (target: string): FlowEntry[] => [
      { id: 'a', type: 'junction', wires: [[target]] },
      { id: 'r1', type: 'record' },
      { id: 'r2', type: 'record' },
    ]
    const run = await recordFlow(flow('r1'))
    await run.runtime.deploy(flow('r2'))
    await run.send('a')
    expect(run.records.map(({ at }) => at)).toEqual(['r2'])
  })
})

/** A flow that answers after a moment; `version` makes every node of it differ. */
const answering = (version: number): FlowEntry[] => [
  { id: 'in', type: 'http in', z: 't', url: '/', method: 'get', name: `v${version}`, wires: [['wait']] },
  {
    id: 'wait',
    type: 'function',
    z: 't',
    func: `await new Promise(done => setTimeout(done, 3)); msg.payload = "v${version}"; return msg`,
    wires: [['out']],
  },
  { id: 'out', type: 'http response', z: 't', name: `v${version}`, wires: [] },
]

describe('requests', () => {
  test('in flight and new are all answered, once, over many deploys and a stop', async () => {
    const runtime = createRuntime({ flow: answering(0), port: 0, env: {}, log: () => {} })
    onTestFinished(() => runtime.stop().then(() => {}))
    await runtime.start()
    let asked = 0
    let isOver = false
    const answers: string[] = []
    const clients = Array.from({ length: 10 }, async () => {
      while (!isOver) {
        asked++
        const answer = await fetch(`${runtime.url}/`)
        expect(answer.status).toBe(200)
        answers.push(await answer.text())
      }
    })
    for (let version = 1; version <= 10; version++) {
      await runtime.deploy(answering(version))
      await fetch(`${runtime.url}/`)
    }
    isOver = true
    await Promise.all(clients)
    expect(answers).toHaveLength(asked)
    expect(new Set(answers).size).toBeGreaterThan(3)
  })

  test('a route that goes with a deploy is gone, and none is left behind', async () => {
    const runtime = createRuntime({ flow: answering(0), port: 0, env: {}, log: () => {} })
    onTestFinished(() => runtime.stop().then(() => {}))
    await runtime.start()
    await runtime.deploy([{ ...answering(0)[0], url: '/other' }, ...answering(0).slice(1)])
    expect((await fetch(`${runtime.url}/`)).status).toBe(404)
    expect((await fetch(`${runtime.url}/other`)).status).toBe(200)
    expect(runtime.endpoints).toEqual([{ method: 'GET', path: '/other', node: 'in' }])
  })
})
