import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { honouredSettings, unhonouredSettings } from '../../runtime/load/known-settings.js'
import { loadSettings } from '../../runtime/load/settings.js'
import { makeFolder } from '../helpers/make-folder.js'

const esPackage = { 'package.json': { type: 'module' } }

describe('loadSettings', () => {
  test.each([
    { name: 'CommonJS', file: 'settings.js', files: { 'settings.js': 'module.exports = { uiPort: 1 }' } },
    {
      name: 'CommonJS that requires what stands beside it',
      file: 'settings.js',
      files: {
        'settings.js': 'module.exports = { uiPort: require("./port") }',
        'port.js': 'module.exports = 1',
      },
    },
    {
      name: 'CommonJS by its ending',
      file: 'settings.cjs',
      files: { 'settings.cjs': 'module.exports = { uiPort: 1 }' },
    },
    {
      name: 'CommonJS in a package of ES modules',
      file: 'settings.js',
      files: { ...esPackage, 'settings.js': 'module.exports = { uiPort: 1 }' },
    },
    { name: 'an ES module', file: 'settings.mjs', files: { 'settings.mjs': 'export default { uiPort: 1 }' } },
    {
      name: 'an ES module by its package',
      file: 'settings.js',
      files: { ...esPackage, 'settings.js': 'export const uiPort = 1' },
    },
    {
      name: 'an ES module that awaits',
      file: 'settings.js',
      files: { ...esPackage, 'settings.js': 'export default { uiPort: await 1 }' },
    },
    {
      name: 'TypeScript',
      file: 'settings.ts',
      files: { 'settings.ts': 'const uiPort: number = 1\nexport default { uiPort }' },
    },
    { name: 'JSON', file: 'settings.json', files: { 'settings.json': '\ufeff{"uiPort":1}' } },
  ])('loads $name', async ({ file, files }) => {
    const folder = await makeFolder(files)
    expect({ ...(await loadSettings(file, folder)) }).toEqual({ uiPort: 1 })
  })

  test.each([
    { file: 'settings.js', text: 'module.exports =' },
    { file: 'settings.mjs', text: 'export default' },
  ])('runs $file anew each time, so that two runtimes share nothing', async ({ file, text }) => {
    const folder = await makeFolder({ [file]: `${text} { functionGlobalContext: {} }` })
    const [first, second] = [await loadSettings(file, folder), await loadSettings(file, folder)]
    expect(first.functionGlobalContext).not.toBe(second.functionGlobalContext)
  })

  test('takes settings that are given, and leaves the object alone', async () => {
    const given = { uiPort: '1880', httpNodeAuth: { user: 'u', pass: 'p' }, ownSetting: 1 }
    const settings = await loadSettings(given)
    expect(settings).toEqual(given)
    expect(settings).not.toBe(given)
  })

  test.each([
    { name: 'a file that does not exist', file: 'none.js', files: {}, says: /none\.js does not exist/ },
    { name: 'a folder', file: 'folder', files: { 'folder/settings.js': '' }, says: /is a folder/ },
    {
      name: 'a syntax error, with its line',
      file: 's.js',
      files: { 's.js': 'module.exports = {\n a: 1,,\n}' },
      says: /s\.js:2 .*SyntaxError/,
    },
    {
      name: 'an error of the file, with its line',
      file: 's.js',
      files: { 's.js': '\nthrow new Error("no port")' },
      says: /s\.js:2:\d+ .*no port/,
    },
    {
      name: 'a module that is not there',
      file: 's.js',
      files: { 's.js': 'require("not-there-at-all")' },
      says: /not-there-at-all/,
    },
    {
      name: 'broken JSON, with its place',
      file: 's.json',
      files: { 's.json': '{"a":1,}' },
      says: /s\.json:1:7/,
    },
    {
      name: 'a file that gives no object',
      file: 's.js',
      files: { 's.js': 'module.exports = 5' },
      says: /must give an object/,
    },
    {
      name: 'a port that is no number',
      file: 's.json',
      files: { 's.json': '{"uiPort":"http"}' },
      says: /"uiPort" must be a number/,
    },
    {
      name: 'a wrong kind of value',
      file: 's.json',
      files: { 's.json': '{"contextStorage":[]}' },
      says: /"contextStorage" must be an object, but is a list/,
    },
  ])('refuses $name', async ({ file, files, says }) => {
    const folder = await makeFolder(files as Record<string, string>)
    await expect(loadSettings(file, folder)).rejects.toMatchObject({
      code: 'BAD_SETTINGS',
      message: expect.stringMatching(says),
    })
  })

  test('takes a path that is absolute', async () => {
    const folder = await makeFolder({ 'settings.json': '{}' })
    expect(await loadSettings(join(folder, 'settings.json'), '/')).toEqual({})
  })
})

describe('unhonouredSettings', () => {
  test("names Node-RED's settings that have no effect here, and no others", () => {
    const settings = { uiPort: 1, editorTheme: {}, adminAuth: {}, lang: undefined, ownSetting: 1 }
    expect(unhonouredSettings(settings)).toEqual(['adminAuth', 'editorTheme'])
  })

  test('names none that is honoured', () => {
    const all = Object.fromEntries(Object.keys(honouredSettings).map((name) => [name, true]))
    expect(unhonouredSettings(all)).toEqual([])
  })
})
