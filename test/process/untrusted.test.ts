import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../helpers/make-folder.js'
import { type SpawnOptions, type Started, spawnMillrace } from '../helpers/spawn-millrace.js'

/** Endpoints by path, each answered by the text of a function. */
function serve(endpoints: Record<string, string>, fields: Record<string, object> = {}): object[] {
  const nodes = Object.entries(endpoints).flatMap(([path, func]) => [
    {
      id: `in-${path}`,
      type: 'http in',
      z: 't',
      x: 1,
      y: 1,
      url: `/${path}`,
      method: 'get',
      wires: [[path]],
    },
    { id: path, type: 'function', z: 't', x: 1, y: 1, func, outputs: 1, ...fields[path], wires: [['out']] },
  ])
  return [
    { id: 't', type: 'tab' },
    ...nodes,
    { id: 'out', type: 'http response', z: 't', x: 1, y: 1, wires: [] },
  ]
}

const alive = { alive: 'msg.payload = "alive"; return msg' }

async function start(
  files: Record<string, string | object>,
  args: string[],
  options: SpawnOptions = {},
): Promise<Started> {
  const cwd = await makeFolder(files)
  const started = spawnMillrace(['run', 'flow.json', '--port', '0', ...args], { cwd, ...options })
  onTestFinished(async () => {
    started.child.kill('SIGKILL')
    await started.ended
  })
  return started
}

async function get(started: Started, path: string): Promise<string> {
  const response = await fetch(`${await started.url}/${path}`, { signal: AbortSignal.timeout(20_000) })
  return response.text()
}

/** Asks until there is an answer, and tells how long that took. */
async function untilAlive(started: Started): Promise<number> {
  const since = performance.now()
  for (;;) {
    if ((await get(started, 'alive').catch(() => '')) === 'alive') return performance.now() - since
    if (performance.now() - since > 20_000) throw new Error('it does not serve again')
  }
}

/** What code of the host can get hold of, tried by the modules that the settings grant. */
const grabbing = {
  libs: [
    { var: 'fs', module: 'fs' },
    { var: 'cp', module: 'child_process' },
    { var: 'workers', module: 'worker_threads' },
    { var: 'host', module: 'process' },
  ],
}
const grab = `
const attempt = (run) => { try { return run() } catch (error) { return error.code || error.message } }
msg.payload = {
  file: attempt(() => fs.readFileSync('canary.txt', 'utf8')),
  write: attempt(() => { fs.writeFileSync('written.txt', 'x'); return 'written' }),
  variable: attempt(() => host.env.CANARY || 'none'),
  command: attempt(() => cp.execSync('cat canary.txt').toString()),
  worker: attempt(() => { new workers.Worker('1', { eval: true }); return 'a worker' }),
}
return msg`
const grabFiles = {
  'flow.json': serve({ ...alive, grab }, { grab: grabbing }),
  'settings.json': { functionExternalModules: true },
  'canary.txt': 'the canary',
}
const withCanary = { env: { CANARY: 'the variable' } }

describe('millrace run --untrusted', () => {
  test('keeps files, variables, programs and threads even from code that reaches the host', async () => {
    const started = await start(grabFiles, ['--untrusted', '--settings', 'settings.json'], withCanary)
    const denied = 'ERR_ACCESS_DENIED'
    expect(JSON.parse(await get(started, 'grab'))).toEqual({
      file: denied,
      write: denied,
      variable: 'none',
      command: denied,
      worker: denied,
    })
  })

  test('the same code gets all of it without', async () => {
    const started = await start(grabFiles, ['--settings', 'settings.json'], withCanary)
    expect(JSON.parse(await get(started, 'grab'))).toEqual({
      file: 'the canary',
      write: 'written',
      variable: 'the variable',
      command: 'the canary',
      worker: 'a worker',
    })
  })

  test('gives what is granted, and no more', async () => {
    const read = `${grab.slice(0, grab.indexOf('msg.payload'))} msg.payload = [attempt(() => fs.readFileSync('data/a.txt', 'utf8')), attempt(() => fs.readFileSync('canary.txt', 'utf8')), env.get('CANARY'), env.get('FROM_FILE'), env.get('HOME') || 'none']; return msg`
    const files = {
      ...grabFiles,
      'flow.json': serve({ read }, { read: grabbing }),
      'data/a.txt': 'a',
      '.env': 'FROM_FILE=yes\n',
    }
    const args = [
      '--sandbox',
      'process',
      '--settings',
      'settings.json',
      '--allow-files',
      'data',
      '--allow-env',
      'CANARY',
    ]
    const started = await start(files, [...args, '--env-file', '.env'], withCanary)
    expect(JSON.parse(await get(started, 'read'))).toEqual([
      'a',
      'ERR_ACCESS_DENIED',
      'the variable',
      'yes',
      'none',
    ])
  })

  test.each([
    { name: 'runs out of memory', code: 'const all = []; for (;;) all.push(new Array(1e5).fill(msg))' },
    { name: 'ends', code: 'host.exit(7)' },
    { name: 'kills itself', code: 'host.kill(host.pid, "SIGKILL")' },
    {
      name: 'does not answer any more',
      code: 'host.kill(host.pid, "SIGSTOP")',
    },
  ])('serves again on the same port after a process that $name', { timeout: 40_000 }, async ({ code }) => {
    const files = {
      'flow.json': serve({ ...alive, harm: code }, { harm: grabbing }),
      'settings.json': { functionExternalModules: true, globalFunctionTimeout: 3 },
    }
    const started = await start(files, ['--untrusted', '--settings', 'settings.json', '--memory', '64'])
    expect(await get(started, 'alive')).toBe('alive')
    const harmed = get(started, 'harm').catch(() => 'closed')
    await Promise.race([harmed, new Promise((resolve) => setTimeout(resolve, 100))])
    expect(await untilAlive(started)).toBeLessThan(8000)
    expect(await harmed).not.toContain('alive')
    started.child.kill('SIGTERM')
    const { code: exit, stdout, stderr } = await started.ended
    expect(exit).toBe(0)
    expect(stdout.match(/Listening on/g)).toHaveLength(1)
    expect(stderr).toMatch(/The flow's process ended: .* It starts again in/)
  })

  test('stops a loop, and answers its request', async () => {
    const files = {
      'flow.json': serve({ ...alive, loop: 'for (;;) {}' }),
      'settings.json': { globalFunctionTimeout: 0.3 },
    }
    const started = await start(files, ['--untrusted', '--settings', 'settings.json'])
    const loop = get(started, 'loop')
    expect(await untilAlive(started)).toBeLessThan(2500)
    expect(await loop).toContain('Internal Server Error')
    started.child.kill('SIGINT')
    const { code, stderr } = await started.ended
    expect(code).toBe(0)
    expect(stderr).not.toContain('starts again')
  })

  test('refuses what is not granted, with every reason', async () => {
    const flow = [
      { id: 't', type: 'tab' },
      { id: 'e', type: 'exec', z: 't', x: 1, y: 1, command: 'ls', wires: [[], [], []] },
      { id: 'f', type: 'file', z: 't', x: 1, y: 1, filename: '/etc/x', filenameType: 'str', wires: [[]] },
      { id: 'm', type: 'mine', z: 't', x: 1, y: 1, wires: [[]] },
    ]
    const mine =
      "export default { type: 'mine', summary: 'Mine.', config: { type: 'object', properties: {} }, create() { return {} } }"
    const cwd = await makeFolder({ 'flow.json': flow, 'mine.mjs': mine })
    const check = async (...args: string[]) => {
      const { code, stdout } = await spawnMillrace(['check', 'flow.json', '--format', 'json', ...args], {
        cwd,
      }).ended
      const { problems } = JSON.parse(stdout) as { problems: Array<{ code: string; node?: { id: string } }> }
      return { code, problems: problems.map((each) => `${each.code} ${each.node?.id ?? ''}`) }
    }
    expect(await check('--untrusted', '--nodes', './mine.mjs')).toEqual({
      code: 1,
      problems: ['NOT_GRANTED ', 'UNKNOWN_NODE_TYPE m', 'NOT_GRANTED e', 'NOT_GRANTED f'],
    })
    const granted = [
      '--nodes',
      './mine.mjs',
      '--allow-package',
      './mine.mjs',
      '--allow-exec',
      '--allow-files',
      'd',
    ]
    expect(await check('--untrusted', ...granted)).toEqual({ code: 1, problems: ['NOT_GRANTED f'] })
    const run = await spawnMillrace(['run', 'flow.json', '--untrusted', '--port', '0'], { cwd }).ended
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain('NOT_GRANTED')
  })

  test.each([
    { args: ['--allow-exec'], says: '--allow-exec is for --sandbox process' },
    { args: ['--untrusted', '--sandbox', 'trusted'], says: 'does not go with --sandbox trusted' },
    { args: ['--untrusted', '--install'], says: '--install' },
  ])('refuses $args', async ({ args, says }) => {
    const cwd = await makeFolder({ 'flow.json': serve(alive) })
    const { code, stderr } = await spawnMillrace(['run', 'flow.json', ...args], { cwd }).ended
    expect(code).toBe(2)
    expect(stderr.replace(/\s+/g, ' ')).toContain(says)
  })

  test('runs a package of the user directory that is granted, and keeps its prints from standard output', async () => {
    const module = `module.exports = (RED) => {
      console.log('loaded')
      RED.nodes.registerType('greet', function (entry) {
        RED.nodes.createNode(this, entry)
        this.on('input', (msg, send, done) => { send({ ...msg, payload: 'greeted' }); done() })
      })
    }`
    const files = {
      'flow.json': [
        ...serve({ greet: '' }).filter((entry) => !('func' in entry)),
        { id: 'greet', type: 'greet', z: 't', x: 1, y: 1, wires: [['out']] },
      ],
      'user/node_modules/greets/package.json': {
        name: 'greets',
        version: '1.0.0',
        'node-red': { nodes: { greet: 'greet.js' } },
      },
      'user/node_modules/greets/greet.js': module,
      'user/node_modules/greets/greet.html': '<script data-template-name="greet"></script>',
    }
    const args = ['--untrusted', '--user-dir', 'user', '--allow-package', 'greets']
    const started = await start(files, args)
    expect(await get(started, 'greet')).toBe('greeted')
    started.child.kill()
    const { stdout, stderr } = await started.ended
    expect(stdout).toBe(`Listening on ${await started.url}\n  GET  /greet\n`)
    expect(stderr).toContain('loaded')
  })

  test('says of a port that is taken', async () => {
    const started = await start({ 'flow.json': serve(alive) }, ['--untrusted'])
    const port = new URL(await started.url).port
    const cwd = await makeFolder({ 'flow.json': serve(alive) })
    const second = await spawnMillrace(['run', 'flow.json', '--untrusted', '--port', port], { cwd }).ended
    expect(second).toMatchObject({ code: 1, stdout: '' })
    expect(second.stderr).toContain(port)
  })

  test('deploys the file again when it changes, and starts the new flow after a crash', {
    timeout: 40_000,
  }, async () => {
    const cwd = await makeFolder({ 'flow.json': serve(alive) })
    const started = spawnMillrace(['run', 'flow.json', '--port', '0', '--untrusted', '--watch'], { cwd })
    onTestFinished(() => void started.child.kill('SIGKILL'))
    expect(await get(started, 'alive')).toBe('alive')
    const memory = 'const all = []; for (;;) all.push(new Array(1e5).fill(msg))'
    await writeFile(
      join(cwd, 'flow.json'),
      JSON.stringify(serve({ ...alive, fresh: 'msg.payload = "fresh"; return msg', memory })),
    )
    await started.wrote('is deployed')
    expect(await get(started, 'fresh')).toBe('fresh')
    await get(started, 'memory').catch(() => '')
    await untilAlive(started)
    expect(await get(started, 'fresh')).toBe('fresh')
  })

  test('the flow’s process ends with its parent', async () => {
    const started = await start(
      {
        'flow.json': serve({ pid: 'msg.payload = String(host.pid); return msg' }, { pid: grabbing }),
        'settings.json': { functionExternalModules: true },
      },
      ['--untrusted', '--settings', 'settings.json'],
    )
    const pid = Number(await get(started, 'pid'))
    expect(() => process.kill(pid, 0)).not.toThrow()
    started.child.kill('SIGKILL')
    await started.ended
    const isGone = () => {
      try {
        process.kill(pid, 0)
        return false
      } catch {
        return true
      }
    }
    for (let look = 0; look < 100 && !isGone(); look++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(isGone()).toBe(true)
  })
})
