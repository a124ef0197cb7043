import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPalette } from '../../runtime/palette/palette.js'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'millrace-test-'))
})

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true })
})

async function problemsOf(files: Record<string, string>, nodes: string[]) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), text)
  }
  return createPalette({ cwd, nodes })
}

const body = (type: string, more = '') =>
  `{ type: '${type}', summary: 'Test.', config: { type: 'object', properties: {} }, create: () => ({}), ${more} }`

describe('a bad module of node types is one clear problem', () => {
  test.each<{
    name: string
    files?: Record<string, string>
    nodes: string[]
    expected: { code: string; message: RegExp; remedy?: RegExp; line?: number; file?: string }
  }>([
    {
      name: 'a file that is not there',
      nodes: ['./pump.ts'],
      expected: {
        code: 'FILE_NOT_FOUND',
        message: /^\.\/pump\.ts does not exist\.$/,
        remedy: /looked for as/,
      },
    },
    {
      name: 'a package that is not installed',
      nodes: ['pumps-of-nowhere'],
      expected: { code: 'FILE_NOT_FOUND', message: /neither/, remedy: /npm install pumps-of-nowhere$/ },
    },
    {
      name: 'a file of another kind',
      files: { 'flows.json': '[]' },
      nodes: ['flows.json'],
      expected: { code: 'BAD_NODE_TYPE', message: /not a module/, remedy: /\.ts/ },
    },
    {
      name: 'an empty folder',
      files: { 'mine/README.md': '' },
      nodes: ['mine'],
      expected: { code: 'BAD_NODE_TYPE', message: /^mine holds no module/ },
    },
    {
      name: 'a module that throws, at its place',
      files: { 'pump.mjs': '\n\nthrow new Error("no pump here")' },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /^pump\.mjs cannot be loaded: no pump here\.$/, line: 3 },
    },
    {
      name: 'a TypeScript module that throws, at its place',
      files: { 'pump.ts': 'type A = 1\n\nthrow new Error("no pump here")' },
      nodes: ['pump.ts'],
      expected: { code: 'BAD_NODE_TYPE', message: /^pump\.ts cannot be loaded: no pump here\.$/, line: 3 },
    },
    {
      name: 'a module that throws no error',
      files: { 'pump.mjs': 'throw "no pump here"' },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /cannot be loaded: no pump here\.$/ },
    },
    {
      name: 'TypeScript that cannot be parsed, at its place',
      files: { 'pump.ts': 'export default {\n  a: 1,,\n}' },
      nodes: ['pump.ts'],
      expected: { code: 'BAD_NODE_TYPE', message: /cannot be loaded: .*Unexpected token/, line: 2 },
    },
    {
      name: 'JavaScript that cannot be parsed, at its place',
      files: { 'pump.mjs': 'export default {\n  a: 1,,\n}' },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /cannot be loaded: .*Unexpected token/, line: 2 },
    },
    {
      name: 'a module that needs a package that is not there',
      files: { 'pump.ts': "import '@works/valves/open'\nexport default 1" },
      nodes: ['pump.ts'],
      expected: { code: 'BAD_NODE_TYPE', message: /@works\/valves/, remedy: /npm install @works\/valves$/ },
    },
    {
      name: 'a module without a node type',
      files: { 'pump.ts': 'export const speed = 1' },
      nodes: ['pump.ts'],
      expected: { code: 'BAD_NODE_TYPE', message: /^pump\.ts exports no node type. It exports speed\.$/ },
    },
    {
      name: 'a module of a folder that exports nothing',
      files: { 'mine/pump.ts': 'console.info' },
      nodes: ['mine'],
      expected: {
        code: 'BAD_NODE_TYPE',
        message: /^mine\/pump\.ts exports no node type. It exports nothing\.$/,
      },
    },
    {
      name: 'a function that registers no node type with Node-RED',
      files: { 'pump.cjs': 'module.exports = function (RED) {}' },
      nodes: ['pump.cjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /^pump.cjs is a function, and registered no node type/ },
    },
    {
      name: 'a package.json that is not JSON',
      files: { 'mine/package.json': '{' },
      nodes: ['mine'],
      expected: { code: 'BAD_NODE_TYPE', message: /^mine\/package\.json cannot be read/ },
    },
    {
      name: 'a package that names a file that is not there',
      files: { 'mine/package.json': '{"node-red":{"nodes":{"pump":"pump.js"}}}' },
      nodes: ['mine'],
      expected: {
        code: 'FILE_NOT_FOUND',
        message: /^mine\/pump\.js does not exist/,
        remedy: /mine\/package\.json/,
      },
    },
    {
      name: 'a package that names a file outside of it',
      files: {
        'mine/package.json': '{"millrace":{"nodes":"../pump.mjs"}}',
        'pump.mjs': `export default ${body('pump')}`,
      },
      nodes: ['mine'],
      expected: { code: 'BAD_NODE_TYPE', message: /outside/ },
    },
    {
      name: 'a type without a name',
      files: { 'pump.mjs': 'export default { create() {} }' },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /whose "type" is missing/ },
    },
    {
      name: 'a field of the wrong kind',
      files: { 'pump.mjs': `export default ${body('pump', "outputs: 'two'")}` },
      nodes: ['pump.mjs'],
      expected: {
        code: 'BAD_NODE_TYPE',
        message: /"pump", whose "outputs" is the text "two"/,
        remedy: /whole number/,
      },
    },
    {
      name: 'a help that names no properties',
      files: { 'pump.mjs': `export default ${body('pump', "help: { reads: ['payload'] }")}` },
      nodes: ['pump.mjs'],
      expected: {
        code: 'BAD_NODE_TYPE',
        message: /"pump", whose "help" is an object/,
        remedy: /reads, sets, outputs/,
      },
    },
    {
      name: 'a configuration that is no schema',
      files: { 'pump.mjs': `export default ${body('pump', 'config: { speed: 1 }')}` },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /not a JSON Schema of an object/ },
    },
    {
      name: 'a schema with a type that does not exist',
      files: {
        'pump.mjs': `export default ${body('pump', "config: { type: 'object', properties: { speed: { type: 'float' } } }")}`,
      },
      nodes: ['pump.mjs'],
      expected: {
        code: 'BAD_NODE_TYPE',
        message: /not a valid JSON Schema: config\/properties\/speed\/type/,
      },
    },
    {
      name: 'a schema that refers to nothing',
      files: {
        'pump.mjs': `export default ${body('pump', "config: { type: 'object', properties: { a: { $ref: '#/x' } } }")}`,
      },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /cannot be compiled: can't resolve reference #\/x/ },
    },
    {
      name: 'a default that its field refuses',
      files: {
        'pump.ts': `import { defineNode, typedValue } from 'millrace'
          const a = typedValue({ types: ['num'], default: { type: 'num', value: 'x' }, description: 'A.' })
          export default ${body('pump', "config: { type: 'object', properties: { a } }")}`,
      },
      nodes: ['pump.ts'],
      expected: {
        code: 'BAD_NODE_TYPE',
        message: /"a" a default that its own schema refuses: "a": "x" is no number/,
      },
    },
    {
      name: 'outputs of the same name',
      files: { 'pump.mjs': `export default ${body('pump', "outputs: ['a', 'a']")}` },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /"outputs" is a list/ },
    },
    {
      name: 'a default that the schema refuses',
      files: {
        'pump.mjs': `export default ${body('pump', "config: { type: 'object', properties: { a: { type: 'number', default: '1' } } }")}`,
      },
      nodes: ['pump.mjs'],
      expected: { code: 'BAD_NODE_TYPE', message: /the field "a" a default that its own schema refuses/ },
    },
    {
      name: 'two modules that give one type: both are named',
      files: { 'one.mjs': `export default ${body('pump')}`, 'two.mjs': `export default ${body('pump')}` },
      nodes: ['one.mjs', 'two.mjs'],
      expected: {
        code: 'DUPLICATE_NODE_TYPE',
        message: /^two\.mjs gives the node type "pump", and so does one\.mjs\.$/,
      },
    },
  ])('$name', async ({ files = {}, nodes, expected }) => {
    const { problems } = await problemsOf(files, nodes)
    expect(problems).toHaveLength(1)
    const [problem] = problems
    expect(problem?.code).toBe(expected.code)
    expect(problem?.message).toMatch(expected.message)
    expect(problem?.message).not.toMatch(/\n| at /)
    if (expected.remedy) expect(problem?.remedy).toMatch(expected.remedy)
    if (expected.line) expect(problem?.line).toBe(expected.line)
  })

  test('every fault of a type is told at once', async () => {
    const { problems } = await problemsOf(
      { 'pump.mjs': "export default { type: 'pump', config: 1, wires: 2 }" },
      ['pump.mjs'],
    )
    const fields = problems.map(({ message }) => /"(\w+)" is/.exec(message)?.[1])
    expect(fields).toEqual(['summary', 'create', 'wires', 'config'])
  })

  test('the error that a module threw is kept as the cause', async () => {
    const { problems } = await problemsOf({ 'pump.mjs': 'throw new RangeError("x")' }, ['pump.mjs'])
    expect(problems[0]?.cause).toBeInstanceOf(RangeError)
  })

  test('a bad module leaves the others usable', async () => {
    const files = { 'mine/bad.mjs': 'throw 1', 'mine/good.mjs': `export default ${body('pump')}` }
    const palette = await problemsOf(files, ['mine'])
    expect(palette.problems).toHaveLength(1)
    expect(palette.get('pump')?.source).toBe('mine/good.mjs')
  })
})
