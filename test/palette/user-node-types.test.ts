import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPalette, type PaletteOptions } from '../../runtime/palette/palette.js'

let cwd: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'millrace-test-'))
})

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true })
})

const body = (type: string) =>
  `{ type: '${type}', summary: 'For a test.', config: { type: 'object', properties: {} }, create: () => ({}) }`
const typed = (type: string) =>
  `import { defineNode } from 'millrace'\nconst type: string = '${type}'\nexport default defineNode({ ...${body(type)}, type })\n`
const esm = (type: string) =>
  `import { defineNode } from 'millrace'\nexport default defineNode(${body(type)})\n`
const plain = (type: string) => `export default ${body(type)}\n`
const commonJs = (type: string) => `module.exports = ${body(type)}\n`

/** Writes files and gives the types that a palette of them has beside the built-in ones, and its problems. */
async function paletteOf(files: Record<string, string>, nodes: string[], more?: Partial<PaletteOptions>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true })
    writeFileSync(join(cwd, name), text)
  }
  const builtIn = new Set((await createPalette({ cwd })).names())
  const palette = await createPalette({ cwd, nodes, ...more })
  const types = palette.names().filter((name) => !builtIn.has(name))
  return { palette, types, problems: palette.problems }
}

describe('node types of users: where they may be', () => {
  const manifest = (more: object) => JSON.stringify({ name: 'pumps', version: '1.0.0', ...more })
  test.each<{ name: string; files: Record<string, string>; nodes: string[]; expected: string[] }>([
    {
      name: 'a TypeScript file',
      files: { 'pump.ts': typed('pump') },
      nodes: ['pump.ts'],
      expected: ['pump'],
    },
    {
      name: 'a file named with ./',
      files: { 'pump.ts': typed('pump') },
      nodes: ['./pump.ts'],
      expected: ['pump'],
    },
    { name: 'an .mts file', files: { 'pump.mts': typed('pump') }, nodes: ['pump.mts'], expected: ['pump'] },
    {
      name: 'an .mjs file that imports millrace where it is not installed',
      files: { 'pump.mjs': esm('pump') },
      nodes: ['pump.mjs'],
      expected: ['pump'],
    },
    {
      name: 'a .js file of ES modules without a package.json',
      files: { 'pump.js': esm('pump') },
      nodes: ['pump.js'],
      expected: ['pump'],
    },
    {
      name: 'a .cjs file that requires millrace where it is not installed',
      files: {
        'pump.cjs': `const { defineNode } = require('millrace')\nmodule.exports = defineNode(${body('pump')})`,
      },
      nodes: ['pump.cjs'],
      expected: ['pump'],
    },
    {
      name: 'a file that uses a TypeScript file beside it',
      files: {
        'pump.ts': "import pump from './made/here.ts'\nexport default pump",
        'made/here.ts': typed('pump'),
      },
      nodes: ['pump.ts'],
      expected: ['pump'],
    },
    {
      name: 'every file of a folder and its folders, without tests, types and packages',
      files: {
        'mine/one.ts': typed('one'),
        'mine/deep/two.mjs': plain('two'),
        'mine/three.cjs': commonJs('three'),
        'mine/one.test.ts': typed('four'),
        'mine/test/one.ts': typed('five'),
        'mine/one.d.ts': 'export {}',
        'mine/node_modules/other/index.js': plain('six'),
        'mine/README.md': '# Mine',
      },
      nodes: ['mine'],
      expected: ['one', 'three', 'two'],
    },
    {
      name: 'a helper in a folder is passed over',
      files: { 'mine/one.ts': typed('one'), 'mine/helper.ts': 'export const help = () => 1' },
      nodes: ['mine'],
      expected: ['one'],
    },
    {
      name: 'a folder whose package.json has a millrace section',
      files: {
        'mine/package.json': manifest({
          millrace: { nodes: ['nodes'] },
          'node-red': { nodes: { a: 'no.js' } },
        }),
        'mine/nodes/one.mjs': plain('one'),
        'mine/two.mjs': plain('two'),
      },
      nodes: ['mine'],
      expected: ['one'],
    },
    {
      name: 'a folder whose package.json only says what kind of module it holds',
      files: { 'mine/package.json': '{"type":"module"}', 'mine/one.js': plain('one') },
      nodes: ['mine'],
      expected: ['one'],
    },
    {
      name: 'a package found from the working directory upwards, by its node-red section',
      files: {
        'node_modules/@works/pumps/package.json': manifest({
          'node-red': { nodes: { a: 'a.cjs', b: 'b.cjs' } },
        }),
        'node_modules/@works/pumps/a.cjs': commonJs('a'),
        'node_modules/@works/pumps/b.cjs': commonJs('b'),
        'node_modules/@works/pumps/c.cjs': commonJs('c'),
      },
      nodes: ['@works/pumps'],
      expected: ['a', 'b'],
    },
    {
      name: 'a package by its exports',
      files: {
        'node_modules/pumps/package.json': manifest({
          exports: { '.': { types: './x.d.ts', require: './x.cjs', import: './x.mjs' } },
        }),
        'node_modules/pumps/x.mjs': `export const one = ${body('one')}`,
        'node_modules/pumps/x.cjs': '',
      },
      nodes: ['pumps'],
      expected: ['one'],
    },
    {
      name: 'a package by its main, without the ending',
      files: {
        'node_modules/pumps/package.json': manifest({ main: 'lib/all' }),
        'node_modules/pumps/lib/all.js': `module.exports = [${body('one')}, ${body('two')}]`,
      },
      nodes: ['pumps'],
      expected: ['one', 'two'],
    },
  ])('$name', async ({ files, nodes, expected }) => {
    const { types, problems } = await paletteOf(files, nodes)
    expect({ types, problems }).toEqual({ types: expected, problems: [] })
  })

  test('a package is looked for in the user directory as well', async () => {
    const files = { 'home/node_modules/pumps/index.mjs': plain('one') }
    const { palette } = await paletteOf(files, ['pumps'], { userDir: join(cwd, 'home') })
    expect(palette.get('one')).toMatchObject({
      origin: 'package',
      source: 'pumps/index.mjs',
      category: 'user',
    })
  })

  test('node types of a program need no file', async () => {
    const [one, two] = ['one', 'two'].map((type) => {
      return {
        type,
        summary: 'Test.',
        config: { type: 'object' as const, properties: {} },
        create: () => ({}),
      }
    }) as [never, never]
    const palette = await createPalette({ cwd, nodes: [one, [two]] })
    expect(palette.get('one')?.type).toBe(one)
    expect(palette.get('two')?.type).toBe(two)
  })
})

describe('node types of users: how they may be exported', () => {
  test.each([
    {
      name: 'a list',
      file: 'a.mjs',
      text: `export default [${body('one')}, ${body('two')}]`,
      expected: ['one', 'two'],
    },
    {
      name: 'named exports',
      file: 'a.ts',
      text: `export const one = ${body('one')}; export const two = ${body('two')}; export const help = 1`,
      expected: ['one', 'two'],
    },
    {
      name: 'the same type under its name and as default',
      file: 'a.mjs',
      text: `export const one = ${body('one')}\nexport default one`,
      expected: ['one'],
    },
    {
      name: 'a CommonJS table of types',
      file: 'a.cjs',
      text: `module.exports = { one: ${body('one')}, two: ${body('two')} }`,
      expected: ['one', 'two'],
    },
    {
      name: "what a compiler makes of TypeScript's default export",
      file: 'a.cjs',
      text: `Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = ${body('one')}`,
      expected: ['one'],
    },
  ])('$name', async ({ file, text, expected }) => {
    const { types, problems } = await paletteOf({ [file]: text }, [file])
    expect({ types, problems }).toEqual({ types: expected, problems: [] })
  })
})
