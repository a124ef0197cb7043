import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spawnMillrace } from '../helpers/spawn-millrace.js'

let folder: string
let installed: string

const call = (command: string, args: string[], cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-package-'))
  const packed = call('npm', ['pack', '--silent', '--pack-destination', folder], process.cwd())
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  call('npm', [
    'install',
    '--silent',
    '--no-audit',
    '--no-fund',
    join(folder, packed.trim().split('\n').at(-1)!),
  ])
  installed = join(folder, 'node_modules', 'millrace')
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const files = (start: string): string[] =>
  readdirSync(start, { withFileTypes: true }).flatMap((entry) => {
    const path = join(start, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })

describe('the package, installed in an empty folder', () => {
  test('runs a page through npx', async () => {
    const { child, url, ended } = spawnMillrace(
      ['run', join(installed, 'flows/generate-jwt.md'), '--port', '0'],
      {
        cwd: folder,
        command: join(folder, 'node_modules/.bin/millrace'),
      },
    )
    const response = await fetch(`${await url}/jwt/generate`)
    child.kill('SIGTERM')
    expect(response.status).toBe(200)
    expect((await ended).code).toBe(0)
    expect(call('npx', ['millrace', '--version']).trim()).toBe(
      JSON.parse(readFileSync('package.json', 'utf8')).version,
    )
  })

  test('embeds in a program', () => {
    writeFileSync(
      join(folder, 'program.js'),
      `import { createRuntime, defineNode } from 'millrace'
       const count = defineNode({
         type: 'count', summary: 'Counts.', config: { type: 'object', properties: {} },
         create: () => ({ input(message) { console.log(message.payload) } }),
       })
       const runtime = createRuntime({ flow: [{ id: 'a', type: 'count', wires: [] }], nodes: [count], port: 0 })
       await runtime.start()
       runtime.inject('a', { payload: 'counted' })
       await runtime.stop()`,
    )
    expect(call('node', ['program.js'])).toBe('counted\n')
  })

  test('type checks a node type of a user, strictly', () => {
    writeFileSync(
      join(folder, 'shout.ts'),
      `import { createRuntime, defineNode, type Message, type Problem } from 'millrace'
       export const shout = defineNode({
         type: 'shout', summary: 'Shouts.', outputs: 1,
         config: {
           type: 'object',
           properties: {
             times: { type: 'number', default: 1, description: 'How often.' },
             mark: { type: 'string', enum: ['!', '?'], default: '!', description: 'What.' },
           },
         },
         create({ times, mark }) {
           const exact: number = times
           const kinds: '!' | '?' = mark
           // @ts-expect-error a field that the schema does not have
           const none = (config: { times: number }) => config.other
           return { input(message: Message, send) { message.payload = kinds.repeat(exact); send(message) }, none }
         },
       })
       export const runtime = createRuntime({ flow: 'flows.json', nodes: [shout] })
       export const problems: readonly Problem[] = runtime.problems
       // @ts-expect-error a port is a number
       createRuntime({ flow: 'flows.json', port: 'http' })`,
    )
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2023',
      skipLibCheck: false,
    }
    const typeRoots = [resolve('node_modules/@types')]
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, typeRoots, types: ['node'] },
        files: ['shout.ts'],
      }),
    )
    const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
    expect(call('node', [join(typescript, 'bin/tsc'), '-p', folder])).toBe('')
  })

  test('holds what it needs and no more', () => {
    const names = files(installed).map((file) => file.slice(installed.length + 1))
    expect(
      names.filter(
        (name) => !/^(dist|flows)\/|^(README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/.test(name),
      ),
    ).toEqual([])
    expect(names.filter((name) => /\.(map|ts)$/.test(name) && !name.endsWith('.d.ts'))).toEqual([])
    expect(statSync(join(installed, 'dist/millrace.js')).mode & 0o111).not.toBe(0)
    for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE'])
      expect(existsSync(join(installed, name))).toBe(true)
  })
})
