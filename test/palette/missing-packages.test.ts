import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkFlow, installMissing } from '../../runtime/index.js'
import { wellKnownPackages } from '../../runtime/palette/well-known-packages.js'
import { makeFolder } from '../helpers/make-folder.js'

const tab = { id: 't', type: 'tab', label: 'Tab' }
const node = (type: string, id = 'n') => ({ id, type, z: 't', x: 1, y: 1, wires: [] })
const madeWith = (modules: object) => ({ id: 'g', type: 'global-config', env: [], modules })

describe('check of a flow that lacks a node type', () => {
  const advise = async (flow: object[]) => {
    const { problems } = await checkFlow(flow)
    return problems.find(({ code }) => code === 'UNKNOWN_NODE_TYPE')?.remedy
  }
  test.each([
    {
      name: 'names the well-known package that has it',
      flow: [tab, node('influxdb out')],
      remedy:
        'The package node-red-contrib-influxdb has it: npm install node-red-contrib-influxdb, or run with --install.',
    },
    {
      name: 'names the version that the flow was made with',
      flow: [tab, node('influxdb out'), madeWith({ 'node-red-contrib-influxdb': '0.7.0' })],
      remedy:
        'The package node-red-contrib-influxdb has it: npm install node-red-contrib-influxdb@0.7.0, or run with --install.',
    },
    {
      name: 'names the packages that the flow was made with where no well-known one has it',
      flow: [tab, node('pump out'), madeWith({ 'our-pumps': '1.0.0' })],
      remedy:
        'The flow was made with packages that may have it: npm install our-pumps@1.0.0, or run with --install.',
    },
    {
      name: 'takes no names from a flow that are none of packages',
      flow: [tab, node('pump out'), madeWith({ '--prefix=/': '1.0.0', '../x': '1.0.0', good: '$(touch x)' })],
      remedy: 'Give the module that has it with --nodes, or remove the node from the flow.',
    },
    {
      name: 'names the type that was probably meant',
      flow: [tab, node('functoin')],
      remedy:
        'Did you mean "function"? Give the module that has it with --nodes, or remove the node from the flow.',
    },
  ])('$name', async ({ flow, remedy }) => {
    expect(await advise(flow)).toBe(remedy)
  })

  test('knows each well-known package by the types of its nodes, none of which is built in', async () => {
    const types = Object.values(wellKnownPackages).flat()
    expect(types.length).toBeGreaterThan(300)
    expect(Object.entries(wellKnownPackages).filter(([, given]) => given.length === 0)).toEqual([])
    const { problems } = await checkFlow([
      tab,
      ...['function', 'inject', 'switch'].map((type) => node(type, type)),
    ])
    expect(problems.filter(({ code }) => code === 'UNKNOWN_NODE_TYPE')).toEqual([])
    expect(types).not.toContain('function')
  })
})

describe('installing what a flow lacks', () => {
  afterEach(() => vi.unstubAllEnvs())

  /** A user directory, and an npm that notes how it is called and ends with an exit code. */
  async function userDirWithNpm(exitCode = 0, files: Record<string, string | object> = {}) {
    const folder = await makeFolder({ 'bin/npm': '', 'user/.keep': '', ...files })
    const script = `#!/bin/sh\npwd > "${folder}/where"\necho "$@" > "${folder}/called"\necho "npm error code E404" >&2\nexit ${exitCode}\n`
    await writeFile(join(folder, 'bin/npm'), script)
    await chmod(join(folder, 'bin/npm'), 0o755)
    vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`)
    const called = () => readFile(join(folder, 'called'), 'utf8').catch(() => undefined)
    return { folder, userDir: join(folder, 'user'), called }
  }

  test('gives npm the packages of all missing types, each once', async () => {
    const { userDir, called } = await userDirWithNpm()
    const flow = [
      tab,
      node('influxdb out'),
      node('influxdb in', 'm'),
      node('bigtimer', 'o'),
      node('function', 'f'),
    ]
    const started = vi.fn()
    const report = await installMissing(flow, { userDir }, started)
    const installed = ['node-red-contrib-influxdb', 'node-red-contrib-bigtimer']
    expect(report).toEqual({ folder: userDir, installed })
    expect(started).toHaveBeenCalledExactlyOnceWith(report)
    expect(await called()).toMatch(
      new RegExp(`^install --prefix ${userDir} .*-- node-red-contrib-influxdb node-red-contrib-bigtimer\n$`),
    )
    expect(JSON.parse(await readFile(join(userDir, 'package.json'), 'utf8'))).toMatchObject({ private: true })
  })

  test('takes the folder of the flow where there is no user directory', async () => {
    const { folder, called } = await userDirWithNpm(0, { 'flows/f.json': [tab, node('bigtimer')] })
    const { folder: into } = await installMissing('flows/f.json', { cwd: folder })
    expect(into).toBe(join(folder, 'flows'))
    expect(await called()).toContain(`--prefix ${into}`)
  })

  test('calls nobody where nothing is missing, or nobody is known to have it', async () => {
    const { userDir, called } = await userDirWithNpm()
    await installMissing([tab, node('function')], { userDir })
    await installMissing([tab, node('pump out')], { userDir })
    expect(await called()).toBeUndefined()
  })

  test('says what npm said where that fails', async () => {
    const { userDir } = await userDirWithNpm(1)
    await expect(installMissing([tab, node('bigtimer')], { userDir })).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      message: expect.stringContaining('code E404'),
    })
  })

  test('says that npm is not there', async () => {
    const { userDir } = await userDirWithNpm()
    vi.stubEnv('PATH', userDir)
    await expect(installMissing([tab, node('bigtimer')], { userDir })).rejects.toMatchObject({
      code: 'INSTALL_FAILED',
      message: expect.stringContaining('npm cannot be started'),
    })
  })
})
