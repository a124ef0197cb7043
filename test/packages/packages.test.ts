import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildRecorder } from '../compare/node-red-folder.js'
import { NodeRed } from '../compare/node-red-peer.js'
import { spawnMillrace } from '../helpers/spawn-millrace.js'
import { Bench } from './bench.js'
import { installPackages, triedPackages } from './install-packages.js'
import { makeUserDir, runByCommand } from './millrace-peer.js'
import { runOnNodeRed } from './node-red-peer.js'
import { type ListedType, writeTable } from './package-table.js'
import { tries } from './tries/index.js'
import { untried } from './untried.js'

let folder: string
let modules: string
let userDir: string
let recorder: string
const passed = new Set<string>()

beforeAll(async () => {
  modules = installPackages()
  userDir = await makeUserDir(modules)
  folder = await mkdtemp(join(tmpdir(), 'millrace-recorder-'))
  recorder = join(folder, 'record.cjs')
  await buildRecorder(recorder)
}, 900_000)

afterAll(() => Promise.all([folder, userDir].map((path) => rm(path, { recursive: true, force: true }))))

describe('a published package, run by the command', { concurrent: true }, () => {
  test.each(tries)('$package: $shows', async ({ package: name, mayLog, try: work }) => {
    const errors = await Bench.use((flow) => runByCommand(flow, { modules, recorder }), work)
    expect(errors.filter((error) => !mayLog?.test(error))).toEqual([])
    passed.add(name)
  })
})

describe('a published package, in Node-RED', () => {
  let nodeRed: NodeRed
  beforeAll(async () => {
    nodeRed = await NodeRed.start({ modules })
  })
  afterAll(() => nodeRed.stop())

  test.each(tries)('$package: $shows', async ({ mayLog, try: work }) => {
    const errors = await Bench.use(runOnNodeRed(nodeRed), work)
    expect(errors.filter((error) => !mayLog?.test(error))).toEqual([])
  })
})

test('each package is tried, or there is a reason why not', () => {
  const packages = Object.keys(triedPackages).filter((name) => name.startsWith('node-red-'))
  const known = new Set([...tries.map(({ package: name }) => name), ...Object.keys(untried)])
  expect(packages.filter((name) => !known.has(name))).toEqual([])
})

describe('the command, with many packages in the user directory', () => {
  test('lists the node types of each with its version, as the table has them', async () => {
    const listing = spawnMillrace(['nodes', '--user-dir', userDir, '--format', 'json'], { cwd: userDir })
    const { stdout, stderr } = await listing.ended
    expect(stderr).not.toContain('error')
    const listed = JSON.parse(stdout) as ListedType[]
    const wrong = listed.filter(({ package: own }) => own && triedPackages[own.name] !== own.version)
    expect(wrong).toEqual([])
    await expect(writeTable({ userDir, listed, tries, passed })).toMatchFileSnapshot('TABLE.md')
  })

  test('checks a flow of their types, and says without them what to install', async () => {
    const flow = JSON.stringify([
      { id: 't', type: 'tab' },
      { id: 'r', type: 'random', z: 't', x: 1, y: 1, wires: [['c']] },
      { id: 'c', type: 'cronplus', z: 't', x: 1, y: 1, options: [], wires: [[]] },
    ])
    const check = (...options: string[]) => spawnMillrace(['check', '-', ...options], { stdin: flow }).ended
    expect(await check('--user-dir', userDir)).toMatchObject({ code: 0 })
    const { code, stdout, stderr } = await check('--user-dir', folder)
    expect(code).toBe(1)
    for (const name of ['node-red-node-random', 'node-red-contrib-cron-plus'])
      expect(stdout + stderr).toContain(name)
  })
})

test('run --install installs what a flow lacks from the registry, and runs it', async () => {
  const own = await mkdtemp(join(tmpdir(), 'millrace-install-'))
  const flow = [
    { id: 't', type: 'tab' },
    { id: 'i', type: 'inject', z: 't', x: 1, y: 1, once: true, payload: 'mill', wires: [['b']] },
    { id: 'b', type: 'base64', z: 't', x: 1, y: 1, action: 'str', property: 'payload', wires: [['d']] },
    { id: 'd', type: 'debug', z: 't', x: 1, y: 1, active: true, complete: 'payload', wires: [] },
    { id: 'g', type: 'global-config', modules: { 'node-red-node-base64': '1.0.0' } },
  ]
  const run = spawnMillrace(['run', '-', '--install', '--user-dir', own, '--port', '0'], {
    stdin: JSON.stringify(flow),
    env: npmEnvironment(),
  })
  try {
    await run.wrote('bWlsbA==')
    run.child.kill()
    expect(await run.ended).toMatchObject({ code: 0 })
  } finally {
    run.child.kill('SIGKILL')
    await rm(own, { recursive: true, force: true })
  }
})

/** Where npm finds its registry may be set in the environment. */
function npmEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('MILLRACE_'))
  return Object.fromEntries(own) as Record<string, string>
}
