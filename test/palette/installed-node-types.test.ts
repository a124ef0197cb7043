import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPalette, type PaletteOptions } from '../../runtime/palette/palette.js'
import { RedHost } from '../../runtime/red/red-host.js'
import { makeFolder } from '../helpers/make-folder.js'

const body = (type: string) =>
  `{ type: '${type}', summary: 'For a test.', config: { type: 'object', properties: {} }, create: () => ({}) }`
const module = (...types: string[]) => `module.exports = [${types.map(body)}]\n`
const form = (...types: string[]) =>
  types.map((type) => `<script type="text/html" data-template-name="${type}"></script>`).join('\n')

/** An installed package with one set, `pump`. */
const packageWith = (name: string, types: string[], more: { nodeRed?: object; form?: string } = {}) => ({
  [`node_modules/${name}/package.json`]: {
    name,
    version: '1.2.3',
    'node-red': { nodes: { pump: 'lib/pump.js' }, ...more.nodeRed },
  },
  [`node_modules/${name}/lib/pump.js`]: module(...types),
  ...(more.form === '' ? {} : { [`node_modules/${name}/lib/pump.html`]: more.form ?? form(...types) }),
})

/** What a flow with nodes of some types gets from a user directory with these files. */
async function load(
  files: Record<string, string | object>,
  types: string[],
  options: Partial<PaletteOptions> & { asFlowFolder?: boolean } = {},
) {
  const folder = await makeFolder(files)
  const { asFlowFolder = false, ...more } = options
  const palette = await createPalette({ cwd: folder, ...(asFlowFolder ? {} : { userDir: '.' }), ...more })
  await palette.load(types, asFlowFolder ? folder : undefined)
  const problems = palette.problems.map(({ code, severity }) => `${severity} ${code}`)
  return { folder, palette, problems, found: types.filter((type) => palette.has(type)) }
}

const throwing = 'throw new Error("loaded")'

describe('installed node types', () => {
  test.each<{
    name: string
    files: Record<string, string | object>
    options?: Partial<PaletteOptions> & { asFlowFolder?: boolean }
    problems?: string[]
    found?: string[]
  }>([
    { name: 'come from packages of the user directory', files: packageWith('pumps', ['pump']) },
    { name: 'come from packages with a scope', files: packageWith('@plant/pumps', ['pump']) },
    {
      name: 'come from packages beside the flow where no user directory is set',
      files: packageWith('pumps', ['pump']),
      options: { asFlowFolder: true },
    },
    { name: 'come from files of the nodes folder', files: { 'nodes/pump.js': module('pump') } },
    {
      name: 'come from files of the folders that the setting nodesDir names',
      files: { 'more/pump.js': module('pump'), 'pump.html': form('pump') },
      options: { settings: { nodesDir: ['more'] } },
    },
    {
      name: 'are known by registerType in the form',
      files: packageWith('pumps', ['pump'], { form: '<script>RED.nodes.registerType("pump", {})</script>' }),
    },
    {
      name: 'are looked for by loading where there is no form',
      files: packageWith('pumps', ['pump'], { form: '' }),
    },
    {
      name: 'are there beside a package whose package.json is not JSON, which is told',
      files: { ...packageWith('pumps', ['pump']), 'node_modules/broken/package.json': '{ broken' },
      problems: ['warning BAD_NODE_TYPE'],
    },
    {
      name: 'are not loaded where the flow has none of them',
      files: {
        ...packageWith('pumps', ['pump']),
        ...packageWith('others', ['other']),
        'node_modules/others/lib/pump.js': throwing,
      },
    },
    {
      name: 'leave packages of other kinds alone',
      files: {
        ...packageWith('pumps', ['pump']),
        'node_modules/broken/package.json': { name: 'broken', main: 'index.js' },
        'node_modules/broken/index.js': throwing,
      },
    },
    {
      name: 'of two packages that claim one are an error',
      files: { ...packageWith('pumps', ['pump']), ...packageWith('rivals', ['pump']) },
      problems: ['error DUPLICATE_NODE_TYPE'],
    },
    {
      name: 'that are built in as well yield',
      files: packageWith('pumps', ['pump', 'function']),
    },
    {
      name: 'that cannot be loaded are an error',
      files: { ...packageWith('pumps', ['pump']), 'node_modules/pumps/lib/pump.js': throwing },
      problems: ['error BAD_NODE_TYPE'],
      found: [],
    },
    {
      name: 'that were loaded on a chance and fail are a warning',
      files: {
        ...packageWith('pumps', ['pump'], { form: '' }),
        ...packageWith('others', [], { form: '' }),
        'node_modules/others/lib/pump.js': throwing,
      },
      problems: ['warning BAD_NODE_TYPE'],
    },
    {
      name: 'for another version of Node-RED are a warning',
      files: packageWith('pumps', ['pump'], { nodeRed: { version: '>=99' } }),
      problems: ['warning BAD_NODE_TYPE'],
    },
    {
      name: 'for this version of Node-RED are none',
      files: packageWith('pumps', ['pump'], { nodeRed: { version: '>=3.0.0' } }),
    },
    {
      name: 'leave out files of nodesExcludes',
      files: packageWith('pumps', ['pump']),
      options: { settings: { nodesExcludes: ['pump.js'] } },
      found: [],
    },
    {
      name: 'leave out packages of the denyList',
      files: packageWith('pumps', ['pump']),
      options: { settings: { externalModules: { palette: { denyList: ['pump*@<2'] } } } },
      found: [],
    },
    {
      name: 'take packages of the allowList that fit it better than the denyList',
      files: packageWith('pumps', ['pump']),
      options: { settings: { externalModules: { palette: { denyList: ['*'], allowList: ['pumps'] } } } },
    },
    {
      name: 'say which file a package lacks',
      files: {
        'node_modules/pumps/package.json': { name: 'pumps', 'node-red': { nodes: { pump: 'gone.js' } } },
      },
      problems: ['warning FILE_NOT_FOUND'],
      found: [],
    },
  ])('$name', async ({ files, options, problems = [], found = ['pump'] }) => {
    const loaded = await load(files, ['pump', 'function'], options)
    expect(loaded.found).toEqual([...found, 'function'])
    expect(loaded.problems).toEqual(problems)
  })

  test('carry the package and its version', async () => {
    const { folder, palette } = await load(packageWith('pumps', ['pump']), ['pump'])
    expect(palette.get('pump')).toMatchObject({
      origin: 'package',
      source: join('pumps', 'lib', 'pump.js'),
      package: {
        name: 'pumps',
        version: '1.2.3',
        set: 'pump',
        folder: join(folder, 'node_modules', 'pumps'),
      },
    })
  })

  test('are all listed where all are asked for', async () => {
    const { palette } = await load(packageWith('pumps', ['pump', 'valve']), [])
    const types = await palette.all()
    expect(
      types.filter(({ package: holder }) => holder?.name === 'pumps').map(({ type }) => type.type),
    ).toEqual(['pump', 'valve'])
  })
})

describe('plugins', () => {
  const section = (name: string, more: object) => ({
    [`node_modules/${name}/package.json`]: { name, version: '1.0.0', 'node-red': more },
  })
  /** Each plugin registers itself; the node type `pump` is named by those that are there when it is loaded. */
  const plugin = (id: string) =>
    `module.exports = (RED) => RED.plugins.registerPlugin('${id}', { type: 'test', onadd() { this.added = true } })`
  const pump = `module.exports = (RED) => {
    const names = RED.plugins.getByType('test').map(({ id, module, added }) => \`\${id} of \${module}: \${added}\`)
    RED.nodes.registerType('pump', function () {}, { credentials: { [names.join()]: { type: 'text' } } })
  }`
  const pumps = {
    ...section('pumps', { nodes: { pump: 'pump.js' }, plugins: { own: 'own.js', page: 'page.html' } }),
    'node_modules/pumps/pump.js': pump,
    'node_modules/pumps/pump.html': form('pump'),
    'node_modules/pumps/own.js': plugin('own'),
    'node_modules/pumps/page.html': '',
  }
  const lone = {
    'package.json': { dependencies: { lone: '1.0.0', gone: '1.0.0' } },
    ...section('lone', { plugins: { first: 'first.js' } }),
    'node_modules/lone/first.js': plugin('first'),
  }
  const unlisted = { ...lone, 'package.json': { dependencies: {} } }
  const failing = { ...pumps, 'node_modules/pumps/own.js': throwing }

  test.each([
    { name: 'are loaded before the nodes of their package', files: pumps, seen: 'own of pumps: true' },
    {
      name: 'are loaded where a package of the user directory has nothing else',
      files: { ...pumps, ...lone },
      seen: 'first of lone: true,own of pumps: true',
    },
    {
      name: 'are not loaded of packages that the user directory does not list',
      files: { ...pumps, ...unlisted },
      seen: 'own of pumps: true',
    },
    { name: 'that fail cost no node type', files: failing, seen: '', problems: ['warning BAD_NODE_TYPE'] },
  ])('$name', async ({ files, seen, problems: expected = [] }) => {
    const folder = await makeFolder(files)
    const red = new RedHost({ settings: {}, env: {}, cwd: folder, userDir: folder })
    const palette = await createPalette({ cwd: folder, userDir: '.', red })
    await palette.loadPlugins()
    await palette.load(['pump'])
    expect(Object.keys(palette.get('pump')?.type.credentials ?? {})).toEqual([seen])
    expect(palette.problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(expected)
  })

  test('load no code for modules of Node-RED where there are none', async () => {
    const folder = await makeFolder({ ...pumps, ...unlisted })
    const red = new RedHost({ settings: {}, env: {}, cwd: folder, userDir: folder })
    const palette = await createPalette({ cwd: folder, userDir: '.', red })
    await palette.loadPlugins()
    await palette.load(['inject'])
    expect(red.environment).toBeUndefined()
  })
})
