import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type SpawnOptions, type Started, spawnMillrace } from '../helpers/spawn-millrace.js'

let cwd: string
let started: Started[]

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'millrace-test-'))
  started = []
})

afterEach(async () => {
  for (const { child } of started) if (child.exitCode === null) child.kill('SIGKILL')
  await Promise.all(started.map(({ ended }) => ended))
  rmSync(cwd, { recursive: true, force: true })
})

function run(args: string[], options: SpawnOptions = {}): Started {
  const one = spawnMillrace(['run', ...args], {
    cwd,
    ...options,
    env: { MILLRACE_PORT: '0', ...options.env },
  })
  started.push(one)
  return one
}

/** A flow that answers on a path with what a function makes. */
function flowOf(path: string, func: string): object[] {
  return [
    { id: 'in', type: 'http in', z: 't', url: path, method: 'get', wires: [['fn']] },
    { id: 'fn', type: 'function', z: 't', func, outputs: 1, wires: [['out']] },
    { id: 'out', type: 'http response', z: 't', wires: [] },
  ]
}

const write = (name: string, flow: object[] | string) =>
  writeFileSync(join(cwd, name), typeof flow === 'string' ? flow : JSON.stringify(flow, null, 2))

/** A SIGINT in the very moment in which a function's code runs ends that call: not what is tested here. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

const get = async (url: string) => (await fetch(url)).text()

describe('millrace run', () => {
  test('says where it listens and what it serves, and stops on SIGTERM', async () => {
    write('flows.json', [...flowOf('/hello/:name', 'msg.payload = "hello"; return msg')])
    const { child, url, ended } = run([])
    expect(await get(`${await url}/hello/you`)).toBe('hello')
    child.kill('SIGTERM')
    const { code, stdout, stderr } = await ended
    expect(code).toBe(0)
    expect(stdout).toBe(`Listening on ${await url}\n  GET  /hello/:name\n`)
    expect(stderr).toMatch(/ info {2}Stopped\.\n$/)
  })

  test('runs the documented page', async () => {
    const { url } = run([resolve('flows/generate-jwt.md')])
    const response = await fetch(`${await url}/jwt/generate`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) })
  })

  test('runs a flow on standard input', async () => {
    const { url } = run(['-'], { stdin: JSON.stringify(flowOf('/', 'msg.payload = "in"; return msg')) })
    expect(await get(await url)).toBe('in')
  })

  test('runs a flow without endpoints until it is stopped', async () => {
    write('flows.json', [{ id: 'c', type: 'comment', name: 'nothing' }])
    const { child, url, ended } = run([])
    await url
    const asked = performance.now()
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, stdout: `Listening on ${await url}\n` })
    expect(performance.now() - asked).toBeLessThan(3000)
  })

  test('finds the flow file in the user directory, as Node-RED does', async () => {
    write('flows.json', flowOf('/', 'msg.payload = "at home"; return msg'))
    const { url } = run(['--user-dir', cwd], { cwd: tmpdir() })
    expect(await get(await url)).toBe('at home')
  })

  test('runs node types of a TypeScript file beside the flow', async () => {
    writeFileSync(
      join(cwd, 'shout.ts'),
      `import { defineNode } from 'millrace'
       export default defineNode({
         type: 'shout',
         summary: 'Shouts.',
         outputs: 1,
         config: { type: 'object', properties: { times: { type: 'number', default: 1, description: 'How often.' } } },
         create: ({ times }) => ({
           input(message, send) {
             message.payload = '!'.repeat(times satisfies number)
             send(message)
           },
         }),
       })`,
    )
    write('flows.json', [
      { id: 'in', type: 'http in', z: 't', url: '/', method: 'get', wires: [['s']] },
      { id: 's', type: 'shout', z: 't', times: '3', wires: [['out']] },
      { id: 'out', type: 'http response', z: 't', wires: [] },
    ])
    const { url } = run(['--nodes', './shout.ts'])
    expect(await get(await url)).toBe('!!!')
  })

  test('keeps standard output for its own lines, whatever packages print', async () => {
    const module = `console.log('as it loads')
      process.stdout.write('by the stream\\n')
      module.exports = (RED) => {
        RED.nodes.registerType('printing', function (entry) {
          RED.nodes.createNode(this, entry)
          console.table(['as it is made'])
          this.on('input', (msg, send, done) => {
            console.info('as it runs')
            require('node:stream').Readable.from(['by a pipe\\n']).pipe(process.stdout, { end: false })
            done()
          })
        })
      }`
    const inject = { id: 'i', type: 'inject', once: true, onceDelay: 0, x: 1, y: 1, wires: [['p']] }
    write('flows.json', [inject, { id: 'p', type: 'printing', x: 1, y: 1 }])
    write('printing.cjs', module)
    const { child, url, ended, wrote } = run(['--nodes', './printing.cjs'])
    await wrote('by a pipe')
    child.kill('SIGTERM')
    const { stdout, stderr } = await ended
    expect(stdout).toBe(`Listening on ${await url}\n`)
    for (const text of ['as it loads', 'by the stream', 'as it is made', 'as it runs'])
      expect(stderr).toContain(text)
  })

  test('sees variables that the settings file sets, but not the token', async () => {
    const to = 'x-${SET_LATER}-${MILLRACE_ADMIN_TOKEN}'
    write('settings.cjs', "process.env.SET_LATER = 'later'; module.exports = {}")
    write('flows.json', [
      { id: 'in', type: 'http in', z: 't', url: '/', method: 'get', wires: [['set']] },
      {
        id: 'set',
        type: 'change',
        z: 't',
        rules: [{ t: 'set', p: 'payload', pt: 'msg', to, tot: 'env' }],
        wires: [['out']],
      },
      { id: 'out', type: 'http response', z: 't', wires: [] },
    ])
    const { url } = run(['--settings', './settings.cjs'], { env: { MILLRACE_ADMIN_TOKEN: 'secret' } })
    expect(await get(await url)).toBe('x-later-')
  })

  test('logs as JSON, an object a line', async () => {
    write('flows.json', flowOf('/', 'node.warn("careful"); return msg'))
    const { child, url, ended } = run(['--log-format', 'json'])
    await get(await url)
    child.kill('SIGTERM')
    const lines = (await ended).stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const node = expect.objectContaining({ id: 'fn', type: 'function' })
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', message: 'careful', node }))
  })
})

describe('millrace run is refused in one clear message', () => {
  test.each<{
    name: string
    files?: Record<string, string>
    args?: string[]
    stdin?: string
    stderr: RegExp
  }>([
    { name: 'without a flow', stderr: /There is no flows\.json here/ },
    { name: 'for a file that is not there', args: ['none.json'], stderr: /"none\.json" does not exist/ },
    { name: 'for a folder', args: ['.'], stderr: /is a folder/ },
    {
      name: 'for broken JSON',
      files: { 'flows.json': '[\n  {"id": "a",,}\n]' },
      stderr: /flows\.json:2:\d+: error NOT_JSON/,
    },
    {
      name: 'for broken JSON on standard input',
      args: ['-'],
      stdin: '[',
      stderr: /<stdin>:1:\d+: error NOT_JSON/,
    },
    {
      name: 'for a page without a flow',
      args: ['page.md'],
      files: { 'page.md': '# Page' },
      stderr: /NO_FLOW_IN_PAGE/,
    },
    {
      name: 'for an unknown node type',
      files: { 'flows.json': '[{"id":"a","type":"http inn","z":"t","wires":[]}]' },
      stderr: /flows\.json:1:\d+: error UNKNOWN_NODE_TYPE, node a \(http inn\)\n.*\n? .*"http in"/,
    },
    {
      name: 'for credentials that are no JSON',
      files: { 'flows.json': '[]', 'secrets.json': '{' },
      args: ['--credentials', 'secrets.json'],
      stderr: /secrets\.json/,
    },
    {
      name: 'for credentials that are not there',
      files: { 'flows.json': '[]' },
      args: ['--credentials', 'none.json'],
      stderr: /none\.json/,
    },
    {
      name: 'for settings that are not there',
      files: { 'flows.json': '[]' },
      args: ['--settings', 'none.js'],
      stderr: /none\.js/,
    },
    {
      name: 'for a module of node types that throws',
      files: { 'flows.json': '[]', 'bad.mjs': 'throw new Error("no pump here")' },
      args: ['--nodes', 'bad.mjs'],
      stderr: /bad\.mjs:1:7: error BAD_NODE_TYPE/,
    },
  ])('$name', async ({ files = {}, args = [], stdin, stderr }) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
    const ended = await run(args, stdin === undefined ? {} : { stdin }).ended
    expect(ended.stderr).toMatch(stderr)
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    expect(ended.stderr.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('for a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    write('flows.json', flowOf('/', 'return msg'))
    const { code, stdout, stderr } = await run(['--port', String(port)]).ended
    other.close()
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(String(port))
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('as JSON where the log is JSON', async () => {
    write('flows.json', '[{"id":"a","type":"http inn","z":"t","wires":[]}]')
    const { code, stderr } = await run(['--log-format', 'json']).ended
    const [line] = stderr
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text))
    expect({ code, line }).toMatchObject({ code: 1, line: { level: 'fatal', message: /UNKNOWN_NODE_TYPE/ } })
  })

  test('unless it is lenient: the rest runs', async () => {
    const flow = flowOf('/', 'msg.payload = "rest"; return msg')
    write('flows.json', [...flow, { id: 'a', type: 'no such type', z: 't', wires: [] }])
    const { url, wrote } = run(['--lenient'])
    expect(await get(await url)).toBe('rest')
    await wrote('UNKNOWN_NODE_TYPE')
  })
})

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s a request that is being served is answered first',
    async (signal) => {
      write(
        'flows.json',
        flowOf('/', 'node.warn("asked"); setTimeout(() => { msg.payload = "late"; node.send(msg) }, 300)'),
      )
      const { child, url, ended, wrote } = run([])
      const answer = get(await url)
      await wrote('asked')
      await pause()
      child.kill(signal)
      expect(await answer).toBe('late')
      expect(await ended).toMatchObject({ code: 0, signal: null })
    },
  )

  test('a second signal stops at once', async () => {
    write('flows.json', flowOf('/', 'node.warn("asked")'))
    const { child, url, ended, wrote } = run(['--drain-timeout', '60s'])
    const answer = get(await url).catch(() => 'none')
    await wrote('asked')
    await pause()
    child.kill('SIGINT')
    await wrote('again')
    await pause()
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, signal: null })
    expect(await answer).toBe('none')
  })

  test('what the drain timeout cut off is reported', async () => {
    write('flows.json', flowOf('/', 'node.warn("asked")'))
    const { child, url, ended, wrote } = run(['--drain-timeout', '50ms'])
    get(await url).catch(() => {})
    await wrote('asked')
    child.kill('SIGTERM')
    expect((await ended).stderr).toContain('A request got no answer.')
  })
})

describe('--watch', () => {
  test('deploys the flow again each time the file changes, however it is saved', async () => {
    write('flows.json', flowOf('/', 'msg.payload = "one"; return msg'))
    const { url, wrote } = run(['--watch'])
    expect(await get(await url)).toBe('one')

    write('flows.json', flowOf('/', 'msg.payload = "two"; return msg'))
    await wrote('flows.json has changed and is deployed: 1 node started.')
    expect(await get(await url)).toBe('two')

    write('new.json', flowOf('/', 'msg.payload = "three"; return msg // and more'))
    renameSync(join(cwd, 'new.json'), join(cwd, 'flows.json'))
    await expect.poll(async () => get(await url), { timeout: 5000 }).toBe('three')
  })

  test('a broken file leaves the flow that runs, and the log says why', async () => {
    write('flows.json', flowOf('/', 'msg.payload = "one"; return msg'))
    const { url, wrote } = run(['--watch'])
    await url
    write('flows.json', '[{"id":')
    await wrote('flows.json has changed but is not deployed')
    await wrote('NOT_JSON')
    expect(await get(await url)).toBe('one')

    write('flows.json', flowOf('/', 'msg.payload = "mended"; return msg'))
    await expect.poll(async () => get(await url), { timeout: 5000 }).toBe('mended')
  })
})
