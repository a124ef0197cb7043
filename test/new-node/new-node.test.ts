import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problemOfPackageName, typeNameOf, variableNameOf } from '../../runtime/new-node/package-name.js'
import { runMillrace } from '../helpers/fake-terminal.js'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'millrace-test-'))
})

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true })
})

const run = (...args: string[]) => runMillrace(args, { cwd })

describe('new-node', () => {
  test.each([
    { name: 'pump', args: [], source: 'src/pump.ts', module: 'dist/src/pump.js' },
    {
      name: '@me/node-red-contrib-pump',
      args: ['--javascript'],
      source: 'src/pump.js',
      module: 'src/pump.js',
    },
  ])('writes a package that says what it is to both: $name', async ({ name, args, source, module }) => {
    const { code, stdout } = await run('new-node', name, ...args)
    expect(code).toBe(0)
    const folder = join(cwd, name.split('/').at(-1) as string)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({
      name,
      keywords: expect.arrayContaining(['node-red']),
      'node-red': { nodes: { pump: 'node-red/pump.cjs' } },
      millrace: { nodes: module },
      peerDependencies: { millrace: expect.stringMatching(/^>=\d/) },
    })
    for (const file of [source, 'node-red/pump.cjs', 'examples/pump.json', 'README.md']) {
      expect(existsSync(join(folder, file)), file).toBe(true)
      expect(stdout).toContain(file)
    }
    expect(readFileSync(join(folder, 'node-red/pump.html'), 'utf8')).toContain('registerType("pump"')
  })

  test('leaves a folder that exists as it is', async () => {
    mkdirSync(join(cwd, 'pump'))
    const { code, stderr } = await run('new-node', 'pump')
    expect(code).toBe(2)
    expect(stderr).toMatch(/There is a pump already/)
    expect(readdirSync(join(cwd, 'pump'))).toEqual([])
  })

  test.each([
    { args: ['new-node'], text: /Give the new package a name/ },
    { args: ['new-node', 'inject'], text: /Millrace has a node type of that\s+name/ },
    { args: ['new-node', 'Pump'], text: /"Pump" cannot be its name/ },
    { args: ['new-node', 'a', 'b'], text: /Too many arguments: b/ },
  ])('refuses $args and writes nothing', async ({ args, text }) => {
    const { code, stderr } = await run(...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(text)
    expect(readdirSync(cwd)).toEqual([])
  })

  test.each([
    ['a', undefined],
    ['pump-control', undefined],
    ['@me/pump.v2', undefined],
    ['', /empty/],
    ['@me/', /empty/],
    ['@/pump', /empty/],
    ['Pump', /small letters/],
    ['a b', /small letters/],
    ['../pump', /small letters/],
    ['a/b/c', /small letters/],
    ['.pump', /begins with/],
    ['_pump', /begins with/],
    ['123', /no letter/],
    ['fs', /Node\.js/],
    ['node-red', /exists/],
    ['millrace', /exists/],
    ['a'.repeat(215), /214/],
  ])('takes or refuses the name %s', (name, problem) => {
    if (problem === undefined) expect(problemOfPackageName(name)).toBeUndefined()
    else expect(problemOfPackageName(name)).toMatch(problem)
  })

  test.each([
    ['@me/node-red-contrib-pump-control', 'pump-control', 'pumpControl'],
    ['node-red-node-x', 'x', 'x'],
    ['node-red-', 'node-red-', 'nodeRed'],
    ['default', 'default', 'defaultNode'],
    ['2wire', '2wire', 'node2wireNode'],
  ])('names the type and the variable of %s', (name, type, variable) => {
    expect(typeNameOf(name)).toBe(type)
    expect(variableNameOf(type)).toBe(variable)
  })
})

describe('node-html', () => {
  const source = (summary: string) =>
    `import { defineNode } from 'millrace'
     export default defineNode({ type: 'pump', summary: '${summary}', config: { type: 'object', properties: {} }, create: () => ({}) })`

  test('writes the form, and says when it is stale', async () => {
    writeFileSync(join(cwd, 'pump.ts'), source('Pumps.'))
    const shown = await run('node-html', 'pump.ts')
    expect(shown.stdout).toContain('<p>Pumps.</p>')
    expect((await run('node-html', 'pump.ts', '--output', 'pump.html')).code).toBe(0)
    expect(readFileSync(join(cwd, 'pump.html'), 'utf8')).toBe(shown.stdout)
    expect((await run('node-html', 'pump.ts', '-o', 'pump.html', '--check')).code).toBe(0)
    writeFileSync(join(cwd, 'other.ts'), source('Pumps more.'))
    const stale = await run('node-html', 'other.ts', '-o', 'pump.html', '--check')
    expect(stale.code).toBe(1)
    expect(stale.stderr).toMatch(/pump\.html is not as the node types say/)
    expect(readFileSync(join(cwd, 'pump.html'), 'utf8')).toBe(shown.stdout)
  })

  test.each([
    { name: 'no module', args: [], code: 2, text: /Name the module/ },
    { name: '--check without a file', args: ['pump.ts', '--check'], code: 2, text: /--check needs --output/ },
    { name: 'a module that is not there', args: ['pump.ts'], code: 1, text: /is neither a file/ },
    { name: 'a module without node types', args: ['none.mjs'], code: 1, text: /exports no node type/ },
  ])('says what is wrong: $name', async ({ args, code, text }) => {
    writeFileSync(join(cwd, 'none.mjs'), 'export const version = 1')
    const result = await run('node-html', ...args)
    expect(result.code).toBe(code)
    expect(result.stderr).toMatch(text)
  })
})
