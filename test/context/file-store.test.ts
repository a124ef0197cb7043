import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { fileStorage, makeFolder, openContexts } from './helpers.js'

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'))

/** What Node-RED 4.1 wrote for these scopes, recorded. */
const nodeRedFiles = {
  'global/global.json': '{\n    "g": "1970-01-01T00:00:00.000Z"\n}',
  'flow1/node1.json':
    '{\n    "a": {\n        "b": [\n            1,\n            {\n                "c": "é"\n            }\n        ]\n    },\n    "circ": {\n        "y": 1\n    },\n    "big": 1\n}',
  'flow1/flow.json':
    '{\n    "x": {\n        "type": "Buffer",\n        "data": [\n            97\n        ]\n    }\n}',
  'sub1-2/flow.json': '{\n    "s": 1\n}',
}

function writeNodeRedFiles(userDir: string): void {
  for (const [name, text] of Object.entries(nodeRedFiles)) {
    mkdirSync(join(userDir, 'context', name, '..'), { recursive: true })
    writeFileSync(join(userDir, 'context', name), text)
  }
}

describe('the file store', () => {
  afterEach(() => void vi.useRealTimers())

  test("writes files as Node-RED's does", async () => {
    const userDir = makeFolder()
    const { contexts, logged } = await openContexts(fileStorage(), { userDir })
    const node = contexts.node('node1', 'flow1')
    node.set('a.b', [1, { c: 'é' }])
    const circ: Record<string, unknown> = { y: 1 }
    circ.c = circ
    node.set('circ', circ)
    node.set('u', undefined)
    node.set('fn', () => 1)
    node.set('big', 1)
    contexts.flow('flow1').set('x', Buffer.from('a'))
    contexts.global.set('g', new Date(0))
    contexts.flow('sub1-2', 'flow1').set('s', 1)
    await contexts.close()
    for (const [name, text] of Object.entries(nodeRedFiles)) {
      expect(readFileSync(join(userDir, 'context', name), 'utf8')).toBe(text)
    }
    expect(logged).toEqual([expect.stringMatching(/^warn: .*refer to themselves/)])
  })

  test("reads a user folder of Node-RED's", async () => {
    const userDir = makeFolder()
    writeNodeRedFiles(userDir)
    const { contexts } = await openContexts(fileStorage(), { userDir })
    expect(contexts.node('node1', 'flow1').get('a.b[1].c')).toBe('é')
    expect(contexts.flow('flow1').get('x.data')).toEqual([97])
    expect(contexts.flow('sub1-2').get('s')).toBe(1)
    expect(contexts.global.keys()).toEqual(['g'])
  })

  test('uses the folder of its configuration', async () => {
    const dir = makeFolder()
    const { contexts } = await openContexts(fileStorage({ dir, base: 'kept' }))
    await contexts.global.setAsync('a', 1)
    expect(readJson(dir, 'kept', 'global', 'global.json')).toEqual({ a: 1 })
  })

  test('has a value on disk once setAsync has settled', async () => {
    const userDir = makeFolder()
    const { contexts } = await openContexts(fileStorage(), { userDir })
    const flow = contexts.flow('f')
    const writes = Array.from({ length: 100 }, async (_, index) => {
      await flow.setAsync(`k${index}`, index)
      expect(readJson(userDir, 'context', 'f', 'flow.json')[`k${index}`]).toBe(index)
    })
    await Promise.all(writes)
    expect(readdirSync(join(userDir, 'context', 'f'))).toEqual(['flow.json'])
  })

  test('answers at once what was set a moment ago', async () => {
    const { contexts } = await openContexts(fileStorage(), { userDir: makeFolder() })
    contexts.global.set('a.b', 1)
    expect(contexts.global.get('a')).toEqual({ b: 1 })
    expect(contexts.global.read('a.b')).toBe(1)
    expect(contexts.global.write('a.c', 2)).toBeUndefined()
    expect(await contexts.global.getAsync('a.c')).toBe(2)
    await contexts.close()
  })

  test.each([
    { config: {}, waitMs: 30_000 },
    { config: { flushInterval: 5 }, waitMs: 5000 },
  ])('writes what nobody waits for after $waitMs ms', async ({ config, waitMs }) => {
    const userDir = makeFolder()
    const file = join(userDir, 'context', 'global', 'global.json')
    const { contexts } = await openContexts(fileStorage(config), { userDir })
    vi.useFakeTimers()
    contexts.global.set('a', 1)
    await vi.advanceTimersByTimeAsync(waitMs - 1)
    expect(existsSync(file)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    vi.useRealTimers()
    await contexts.flush()
    expect(readJson(file)).toEqual({ a: 1 })
  })

  test('with a flush interval of 0 writes at once', async () => {
    const userDir = makeFolder()
    const file = join(userDir, 'context', 'global', 'global.json')
    const { contexts } = await openContexts(fileStorage({ flushInterval: 0 }), { userDir })
    contexts.global.set('a', 1)
    await vi.waitFor(() => expect(readJson(file)).toEqual({ a: 1 }))
  })

  test('close writes what is left', async () => {
    const userDir = makeFolder()
    const { contexts } = await openContexts(fileStorage(), { userDir })
    contexts.node('n', 'f').set('a', 1)
    await contexts.close()
    expect(readJson(userDir, 'context', 'f', 'n.json')).toEqual({ a: 1 })
  })

  test.each(['{"a": 1', '[1]', '5', 'null'])(
    'a file with %s is set aside, said and not lost',
    async (text) => {
      const userDir = makeFolder()
      const folder = join(userDir, 'context', 'global')
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'global.json.corrupt-1'), 'an older one')
      writeFileSync(join(folder, 'global.json'), text)
      const { contexts, logged } = await openContexts(fileStorage(), { userDir })
      await contexts.global.setAsync('b', 2)
      await contexts.close()
      expect(readFileSync(join(folder, 'global.json.corrupt-2'), 'utf8')).toBe(text)
      expect(readFileSync(join(folder, 'global.json.corrupt-1'), 'utf8')).toBe('an older one')
      expect(readJson(folder, 'global.json')).toEqual({ b: 2 })
      expect(logged).toEqual([expect.stringMatching(/^error: .*global\.json.*corrupt-2/)])
    },
  )

  test('an empty file, or one with a byte-order mark, is no corrupt one', async () => {
    const userDir = makeFolder()
    mkdirSync(join(userDir, 'context', 'f'), { recursive: true })
    writeFileSync(join(userDir, 'context', 'f', 'flow.json'), '')
    writeFileSync(join(userDir, 'context', 'f', 'n.json'), '\uFEFF{"a":1}')
    const { contexts, logged } = await openContexts(fileStorage(), { userDir })
    expect(contexts.flow('f').keys()).toEqual([])
    expect(contexts.node('n', 'f').get('a')).toBe(1)
    expect(logged).toEqual([])
  })

  test('removes the files of what is gone, and of nothing else', async () => {
    const userDir = makeFolder()
    writeNodeRedFiles(userDir)
    const { contexts } = await openContexts(fileStorage(), { userDir })
    await contexts.clean([], ['flow1'])
    expect(Object.keys(nodeRedFiles).filter((name) => existsSync(join(userDir, 'context', name)))).toEqual([
      'global/global.json',
      'flow1/flow.json',
    ])
  })

  test.each(['../../escape', '..', 'a/b', 'a\\b', 'sub:1'])(
    'the id %s leads to no file outside the folder',
    async (id) => {
      const userDir = makeFolder()
      const { contexts } = await openContexts(fileStorage(), { userDir })
      await contexts.node(id, 'f').setAsync('a', 1)
      await contexts.flow(id.replace(':', '')).setAsync('b', 2)
      expect(readdirSync(userDir)).toEqual(['context'])
      const again = await openContexts(fileStorage(), { userDir })
      expect(again.contexts.flow(id.replace(':', '')).get('b')).toBe(2)
    },
  )

  test('a write that fails is an error for who waits, is said otherwise, and is tried again', async () => {
    const userDir = makeFolder()
    const { contexts, logged } = await openContexts(fileStorage({ flushInterval: 0 }), { userDir })
    writeFileSync(join(userDir, 'context'), 'a file where the folder should be')
    await expect(contexts.global.setAsync('a', 1)).rejects.toThrow()
    contexts.global.set('b', 2)
    await vi.waitFor(() => expect(logged).toEqual([expect.stringMatching(/^error: .*tried again/)]))
    rmSync(join(userDir, 'context'))
    await contexts.close()
    expect(readJson(userDir, 'context', 'global', 'global.json')).toEqual({ a: 1, b: 2 })
  })

  test('big integers are kept as text', async () => {
    const userDir = makeFolder()
    const { contexts } = await openContexts(fileStorage(), { userDir })
    await contexts.global.setAsync('a', 5n)
    expect(readJson(userDir, 'context', 'global', 'global.json')).toEqual({ a: '5' })
  })
})

describe('the file store without cache', () => {
  test('reads and writes the files each time, and only later', async () => {
    const userDir = makeFolder()
    const { contexts } = await openContexts(fileStorage({ cache: false }), { userDir })
    const flow = contexts.flow('f')
    expect(() => flow.get('a')).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }))
    expect(() => flow.keys()).toThrow(expect.objectContaining({ code: 'BAD_ARGUMENT' }))
    await Promise.all([flow.setAsync('a', 1), flow.setAsync('b.x', 2), flow.write('c', 3)])
    expect(readJson(userDir, 'context', 'f', 'flow.json')).toEqual({ a: 1, b: { x: 2 }, c: 3 })
    writeFileSync(join(userDir, 'context', 'f', 'flow.json'), '{"a":7}')
    expect(await flow.getAsync('a')).toBe(7)
    expect(await flow.read('a')).toBe(7)
    expect(await flow.keysAsync()).toEqual(['a'])
    flow.set('d', 4)
    await contexts.close()
    expect(readJson(userDir, 'context', 'f', 'flow.json')).toEqual({ a: 7, d: 4 })
  })
})

describe('kill -9', () => {
  test('loses no value that was reported stored', { timeout: 60_000 }, async () => {
    const userDir = makeFolder()
    const program = join(userDir, 'child.mjs')
    await build({
      stdin: {
        contents: `
          import { createContexts } from './runtime/context/contexts.ts'
          const settings = { contextStorage: ${JSON.stringify(fileStorage())} }
          const contexts = createContexts({ settings, userDir: process.argv[2], log() {} })
          await contexts.open()
          const first = Number(process.argv[3])
          for (let index = first; ; index++) {
            contexts.global.setAsync('k' + index, { index, padding: 'x'.repeat(200) }).then(() => process.stdout.write(index + '\\n'))
            if (index % 5 === 0) await new Promise((done) => setTimeout(done, 1))
          }`,
        resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      },
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    })
    let next = 0
    for (let round = 0; round < 4; round++) {
      const stored = await runUntilKilled(program, userDir, next, 20 + round * 30)
      const { contexts, logged } = await openContexts(fileStorage(), { userDir })
      expect(logged).toEqual([])
      expect(stored.length).toBeGreaterThan(0)
      const lost = stored.filter((index) => contexts.global.get(`k${index}.index`) !== index)
      expect(lost).toEqual([])
      next = Math.max(...stored) + 1000
      await contexts.close()
    }
  })

  /** @returns the numbers that the child said were stored before it was killed */
  function runUntilKilled(
    program: string,
    userDir: string,
    first: number,
    reports: number,
  ): Promise<number[]> {
    const child = spawn(process.execPath, [program, userDir, String(first)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.split('\n').length > reports) child.kill('SIGKILL')
    })
    return new Promise((resolve) => {
      child.on('close', () => resolve(text.split('\n').slice(0, -1).map(Number)))
    })
  }
})
