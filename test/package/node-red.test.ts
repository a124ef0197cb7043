import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runOnMillrace } from '../compare/millrace-peer.js'
import { NodeRed } from '../compare/node-red-peer.js'
import type { RunningPeer } from '../compare/peer.js'

let folder: string
/** Where Millrace and the packages are installed. */
let installed: string
let millrace: string
const packages: string[] = []
let nodeRed: NodeRed

const call = (command: string, args: readonly string[], cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Packs what is in a folder; gives the file. */
const pack = (from: string, ...options: string[]) => {
  const packed = call('npm', ['pack', '--silent', ...options, '--pack-destination', folder], from)
  return join(folder, packed.trim().split('\n').at(-1) as string)
}
const install = (cwd: string, ...what: string[]) =>
  call('npm', ['install', '--silent', '--no-audit', '--no-fund', ...what], cwd)
const command = (...args: string[]) => call(join(installed, 'node_modules/.bin/millrace'), args)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-package-'))
  installed = join(folder, 'installed')
  millrace = pack(process.cwd())
  execFileSync('mkdir', [installed])
  writeFileSync(join(installed, 'package.json'), '{ "private": true, "type": "module" }')
  install(installed, millrace)
})

afterAll(async () => {
  await nodeRed?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a package written by new-node', () => {
  test.each([
    { name: 'pump-control', path: 'pump-control', options: [] },
    { name: '@me/node-red-contrib-valve', path: 'node-red-contrib-valve', options: ['--javascript'] },
  ])('passes its own test once it is installed: $name', ({ name, path, options }) => {
    command('new-node', name, ...options)
    const own = join(folder, path)
    const file = join(own, 'package.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    expect(manifest.keywords).toContain('node-red')
    manifest.devDependencies.millrace = `file:${millrace}`
    writeFileSync(file, JSON.stringify(manifest))
    install(own)
    expect(call('npm', ['test'], own)).toMatch(/^# fail 0$/m)
    packages.push(pack(own))
  })
})

const inject = (id: string, wires: string, message: object = {}) => ({
  id,
  type: 'inject',
  z: 't',
  x: 1,
  y: 1,
  props: Object.entries(message).map(([p, v]) => ({ p, v: JSON.stringify(v), vt: 'json' })),
  once: true,
  onceDelay: 0.2,
  wires: [[wires]],
})
const record = (id: string) => ({ id, name: id, type: 'record', z: 't', x: 1, y: 1, wires: [] })
const node = (id: string, type: string, wires: string[][], config: object = {}) => ({
  id,
  type,
  z: 't',
  x: 1,
  y: 1,
  name: '',
  wires,
  ...config,
})

const flow = [
  { id: 't', type: 'tab', label: 'Gauges' },
  inject('i1', 'pump', { payload: 'ready' }),
  node('pump', 'pump-control', [['out-pump']], { ending: '?', times: '2' }),
  record('out-pump'),
  inject('i2', 'valve', { topic: 'open' }),
  node('valve', 'valve', [['out-valve']], { text: 'topic' }),
  record('out-valve'),
  { id: 's', type: 'gauge-station', unit: 'psi', credentials: { user: 'ada', pin: '0123' } },
  inject('i3', 'g1', { payload: 7 }),
  node('g1', 'gauge', [['low'], ['high']], { station: 's', name: 'first' }),
  inject('i4', 'g2', { payload: { a: 12 } }),
  node('g2', 'gauge', [['low2'], ['high2']], {
    station: 's',
    other: 's',
    reading: 'payload.a + 1',
    readingType: 'jsonata',
    target: 'result',
    targetType: 'flow',
    limit: '',
    loud: 'true',
    marks: ['x', 'y'],
  }),
  inject('i5', 'g3', { payload: 1 }),
  node('g3', 'gauge', [['low3'], []], {
    station: 's',
    name: 'third',
    reading: 'missing',
    readingType: 'msg',
  }),
  node('c', 'catch', [['caught']], { scope: ['g3'] }),
  node('st', 'status', [['state']], { scope: ['g1'] }),
  ...['low', 'high', 'low2', 'high2', 'low3', 'caught', 'state', 'begun'].map(record),
  node('begin', 'gauge-start', [['begun']]),
  node('d1', 'gauge-door', [['a1']]),
  node('a1', 'gauge-answer', []),
  node('d2', 'gauge-door', [['r2']], { path: '/other' }),
  node('r2', 'http response', [], { statusCode: '202' }),
  node('h3', 'http in', [['a1']], { method: 'post', url: '/core/:id' }),
]

/** What came out, by record node; what differs from run to run taken out. */
function sortOut({ recorded }: RunningPeer): Record<string, unknown[]> {
  const results: Record<string, unknown[]> = {}
  for (const { at, message } of recorded) {
    const varies = (key: string, value: unknown) => (key === '_msgid' || key === 'stack' ? key : value)
    results[at] = [...(results[at] ?? []), JSON.parse(JSON.stringify(message), varies)]
  }
  return results
}

async function post(peer: RunningPeer, path: string) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(peer.url + path, { method: 'POST', body: '{"n":1}', headers })
  const { status } = response
  const cookie = response.headers.get('set-cookie')
  return { status, gauge: response.headers.get('x-gauge'), cookie, body: await response.json() }
}

async function run(peer: RunningPeer) {
  const seen = ['out-pump', 'out-valve', 'low', 'low2', 'high2', 'caught', 'state', 'begun']
  await vi.waitFor(() => expect(Object.keys(sortOut(peer)).sort()).toEqual(seen.sort()), { timeout: 5000 })
  const answers = [await post(peer, '/door/3?q=1'), await post(peer, '/other'), await post(peer, '/core/4')]
  return { messages: sortOut(peer), answers }
}

describe('packages of Millrace in Node-RED', () => {
  let inNodeRed: Awaited<ReturnType<typeof run>>
  let inMillrace: Awaited<ReturnType<typeof run>>

  beforeAll(async () => {
    const gauges = join(folder, 'gauges')
    cpSync(fileURLToPath(new URL('gauges', import.meta.url)), gauges, { recursive: true })
    command('node-html', join(gauges, 'gauges.js'), '--output', join(gauges, 'node-red/gauges.html'))
    packages.push(pack(gauges))
    install(installed, ...packages)
    nodeRed = await NodeRed.start([millrace, ...packages])
    const peer = await nodeRed.deploy(flow)
    inNodeRed = await run(peer)
    const names = ['pump-control', '@me/node-red-contrib-valve', 'millrace-test-gauges']
    const own = await runOnMillrace(
      flow,
      folder,
      names.map((name) => join(installed, 'node_modules', name)),
    )
    inMillrace = await run(own)
    await own.stop()
  })

  test('send the same messages as in Millrace', () => {
    expect(inNodeRed.messages).toEqual(inMillrace.messages)
    expect(inMillrace.messages['out-pump']).toMatchObject([{ payload: 'READY??' }])
    expect(inMillrace.messages['out-valve']).toMatchObject([{ topic: 'OPEN!' }])
  })

  test('answer requests as in Millrace, those of core nodes too', () => {
    expect(inNodeRed.answers.map(({ status }) => status)).toEqual([201, 202, 201])
    expect(inNodeRed.answers).toEqual(inMillrace.answers)
  })
})
