import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createRuntime, type LogEntry } from '../../runtime/index.js'
import { encryptCredentials } from '../../runtime/load/credential-cipher.js'
import type { Log } from '../../runtime/log.js'
import { CredentialKeeper } from '../../runtime/start/credential-keeper.js'
import { makeFolder } from '../helpers/make-folder.js'

const secrets = { b: { user: 'u', password: 'p' } }
const flow = [
  { id: 't', type: 'tab', label: 'Tab' },
  { id: 'b', type: 'basic-config', name: 'login' },
]
const readJson = async (...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8')) as object

/** Starts and stops the flow in a folder with these files beside it; gives what is in the credentials file then. */
async function runBeside(files: Record<string, string | object>, settings: Record<string, unknown> = {}) {
  const folder = await makeFolder({ 'flows.json': flow, ...files })
  const logged: LogEntry[] = []
  const runtime = createRuntime({
    flow: 'flows.json',
    cwd: folder,
    userDir: folder,
    settings,
    port: false,
    env: {},
    log: (entry) => void logged.push(entry),
  })
  await runtime.start()
  await runtime.stop()
  return { folder, logged, file: await readJson(folder, 'flows_cred.json') }
}

describe('a credentials file that has an old key', () => {
  const old = {
    'flows_cred.json': { $: encryptCredentials(secrets, 'generated') },
    '.config.runtime.json': { _credentialSecret: 'generated', instanceId: 'i' },
  }

  test('is encrypted anew with the present one when the flow starts', async () => {
    const { folder, file } = await runBeside(old, { credentialSecret: 'mine' })
    expect(Object.keys(file)).toEqual(['$'])
    expect(file).not.toEqual(old['flows_cred.json'])
    expect(await readJson(folder, '.config.runtime.json')).toEqual({ instanceId: 'i' })
  })

  test.each([
    {
      name: 'where the setting readOnly forbids it',
      files: old,
      settings: { credentialSecret: 'mine', readOnly: true },
    },
    { name: 'where the key is still the one', files: old, settings: {} },
    {
      name: 'where it is plain, and perhaps written by hand',
      files: { 'flows_cred.json': secrets },
      settings: { credentialSecret: 'mine' },
    },
  ])('is left as it is $name', async ({ files, settings }) => {
    const { file } = await runBeside(files, settings)
    expect(file).toEqual(files['flows_cred.json'])
  })
})

describe('the keeper of credentials', () => {
  const fakeCredentials = (save: () => Promise<void>) => {
    const calls: string[] = []
    return {
      calls,
      needsSaving: false,
      change: (id: string) => void calls.push(`change ${id}`),
      save: () => {
        calls.push('save')
        return save()
      },
    }
  }
  const keeperOf = (credentials: unknown, { readOnly = false, log = (() => {}) as Log } = {}) => {
    const keeper = new CredentialKeeper(readOnly, log)
    keeper.use(credentials as never)
    return keeper
  }

  test('writes changes that come together once, and later ones again', async () => {
    const credentials = fakeCredentials(async () => {})
    const keeper = keeperOf(credentials)
    keeper.change('a', { x: 1 })
    keeper.change('b', undefined)
    await keeper.settled()
    keeper.change('c', {})
    await keeper.settled()
    expect(credentials.calls).toEqual(['change a', 'change b', 'save', 'change c', 'save'])
  })

  test('keeps changes to itself where nothing may be written', async () => {
    const credentials = fakeCredentials(async () => {})
    const keeper = keeperOf(credentials, { readOnly: true })
    keeper.change('a', {})
    await keeper.settled()
    expect(credentials.calls).toEqual(['change a'])
  })

  test('logs a write that fails, and goes on', async () => {
    const logged: LogEntry[] = []
    const credentials = fakeCredentials(() => Promise.reject(new Error('disk full')))
    const keeper = keeperOf(credentials, { log: (entry) => void logged.push(entry as LogEntry) })
    keeper.change('a', {})
    await keeper.settled()
    expect(logged).toMatchObject([{ level: 'error', message: expect.stringContaining('disk full') }])
  })
})
