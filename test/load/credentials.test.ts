import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decryptCredentials } from '../../runtime/load/credential-cipher.js'
import { type CredentialOptions, loadCredentials } from '../../runtime/load/credentials.js'
import { readFlow } from '../../runtime/load/read-flow.js'
import { makeFolder } from '../helpers/make-folder.js'

const flow = JSON.stringify([
  { id: 'b1', type: 'mqtt-broker', name: 'Pump broker' },
  { id: 'gc', type: 'global-config' },
])

/** Written by Node-RED 4.1 with `credentialSecret: 'my own secret'`. */
const ownKeyFile = {
  $: '10532709d1dc9bf896ed57df260c504aVrviMfc68jyNd5urmcmUoPHlDW+tZWbE2K27xsME0M9RQDxyJfIb9iedw7B2Pe7jtRlz7QuyOEu/tyngW4mB0BCIs9L5WfvUYTaCXcQDkCKZ+EPrlV/JQrbIW7SJLKNN',
}

/** Written by Node-RED 4.1 without a `credentialSecret`, and the key that it made up. */
const generatedKeyFile = {
  $: 'c2e9d73b9281c2d52e2b48e655fd7cecYMQT/5mxlPN+aS5nAOvDd6q5wgdoqyhfjlZFAwYEX0jIYwWdlWvOs1U=',
}
const generatedKey = {
  instanceId: '91d829f881f54f66',
  _credentialSecret: '883e7d89c1706dbe20204421665dce45978a64198a19b682d41a52c18a54dc7d',
}
const ownKey = { credentialSecret: 'my own secret' }

function load(options: Omit<CredentialOptions, 'flowFile'> & { text?: string }) {
  const { text = flow, ...rest } = options
  return loadCredentials({ flowFile: readFlow(text, { file: 'flows.json' }), ...rest })
}

const secretsOf = async (options: Parameters<typeof load>[0]) =>
  (await load(options)).forNode('b1', 'mqtt-broker', 'Pump broker')

describe('loadCredentials', () => {
  test("opens Node-RED's encrypted file with the settings' key", async () => {
    const folder = await makeFolder({ 'flows_cred.json': ownKeyFile })
    const credentials = await load({ flowPath: join(folder, 'flows.json'), settings: ownKey })
    expect(credentials.forNode('b1', '', '')).toEqual({ user: 'u', password: 'p"w é ${' + 'X}' })
    expect(credentials.forNode('gc', '', '')).toEqual({ map: { SECRETX: 'deep', has_SECRETX: true } })
    expect(credentials).toMatchObject({ problems: [], notices: [], needsSaving: false })
  })

  test('opens it with the key that Node-RED made up and keeps in the user directory', async () => {
    const folder = await makeFolder({
      'flows_cred.json': generatedKeyFile,
      '.config.runtime.json': generatedKey,
    })
    const flowPath = join(await makeFolder({}), 'flows.json')
    expect(await secretsOf({ flowPath, userDir: folder })).toEqual({ user: 'u', password: 'secret-p' })
    expect(await secretsOf({ flowPath: join(folder, 'flows.json') })).toEqual({
      user: 'u',
      password: 'secret-p',
    })
  })

  test.each([{ variable: 'MILLRACE_CREDENTIAL_SECRET' }, { variable: 'NODE_RED_CREDENTIAL_SECRET' }])(
    'opens it with the key in $variable',
    async ({ variable }) => {
      const credentialsOption = ownKeyFile
      expect(await secretsOf({ credentialsOption, env: { [variable]: 'my own secret' } })).toMatchObject({
        user: 'u',
      })
    },
  )

  test("opens it with the project's key", async () => {
    const folder = await makeFolder({
      '.config.projects.json': { projects: { pumps: ownKey } },
      'projects/pumps/flow_cred.json': ownKeyFile,
    })
    const flowPath = join(folder, 'projects/pumps/flow.json')
    expect(await secretsOf({ flowPath, userDir: folder })).toMatchObject({ user: 'u' })
  })

  test.each([
    {
      name: 'wrong key',
      settings: { credentialSecret: 'wrong-secret' },
      file: ownKeyFile,
      says: /flows_cred\.json cannot be decrypted with the "credentialSecret"/,
    },
    {
      name: 'missing key',
      settings: {},
      file: ownKeyFile,
      says: /flows_cred\.json is encrypted.*credentialSecret.*--user-dir/,
    },
    { name: 'damaged text', settings: ownKey, file: { $: 'zz' }, says: /cannot be decrypted/ },
    {
      name: 'text that is not JSON',
      settings: ownKey,
      file: '{"b1": {"password": hunter2}}',
      says: /not JSON at .*:1:21/,
    },
    { name: 'list', settings: ownKey, file: [], says: /must be an object/ },
    { name: 'text instead of fields', settings: ownKey, file: { b1: 'hunter2' }, says: /object for "b1"/ },
  ])('refuses a $name, naming the file and no secret', async ({ settings, file, says }) => {
    const folder = await makeFolder({ 'flows_cred.json': file })
    const error = await load({ flowPath: join(folder, 'flows.json'), settings }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'BAD_CREDENTIALS', message: expect.stringMatching(says) })
    const cause = (error as Error).cause
    expect(`${(error as Error).message} ${cause instanceof Error ? cause.message : ''}`).not.toMatch(
      /hunter2|wrong-secret/,
    )
  })

  test('refuses a credentials file that does not exist, or is a folder', async () => {
    const folder = await makeFolder({})
    const missing = load({ credentialsOption: 'secrets.json', cwd: folder })
    await expect(missing).rejects.toMatchObject({
      code: 'BAD_CREDENTIALS',
      message: expect.stringContaining('secrets.json'),
    })
    await expect(load({ credentialsOption: folder })).rejects.toMatchObject({ code: 'BAD_CREDENTIALS' })
  })

  test('refuses a key that is no text', async () => {
    await expect(load({ settings: { credentialSecret: 5 } })).rejects.toMatchObject({ code: 'BAD_SETTINGS' })
  })

  test.each([
    { name: 'the id', table: { b1: { user: 'x' } } },
    { name: "the config node's name", table: { 'Pump broker': { user: 'x' } } },
    { name: 'the id before the name', table: { 'Pump broker': { user: 'y' }, b1: { user: 'x' } } },
  ])('finds secrets by $name', async ({ table }) => {
    expect(await secretsOf({ credentialsOption: table })).toEqual({ user: 'x' })
  })

  test('takes each field from the flow, then the option, then the file beside the flow', async () => {
    const folder = await makeFolder({
      'flows_cred.json': { b1: { a: 'beside', b: 'beside', c: 'beside' } },
      'secrets.json': '\ufeff{"Pump broker":{"a":"option","b":"option"}}',
    })
    const text = '[{"id":"b1","type":"mqtt-broker","name":"Pump broker","credentials":{"a":"flow"}}]'
    const options = { text, flowPath: 'flows.json', credentialsOption: 'secrets.json', cwd: folder }
    expect(await secretsOf(options)).toEqual({ a: 'flow', b: 'option', c: 'beside' })
  })

  test('opens encrypted credentials inside the flow', async () => {
    const text = JSON.stringify({ flows: JSON.parse(flow), credentials: ownKeyFile })
    expect(await secretsOf({ text, settings: ownKey })).toMatchObject({ user: 'u' })
    await expect(load({ text })).rejects.toMatchObject({ code: 'BAD_CREDENTIALS' })
  })

  test('looks for the file of a page beside it', async () => {
    const folder = await makeFolder({ 'generate-jwt_cred.json': { b1: { user: 'x' } } })
    expect(await secretsOf({ flowPath: join(folder, 'generate-jwt.md') })).toEqual({ user: 'x' })
  })

  test('leaves variables to the scope of the node', async () => {
    const options = {
      credentialsOption: { b1: { user: '$(USER_NAME)', key: '$(TAB_KEY)' } },
      env: { USER_NAME: 'u' },
    }
    const text = flow.replace(
      '[',
      '[{"id":"t","type":"tab","env":[{"name":"TAB_KEY","value":"1","type":"str"}]},',
    )
    const { problems, forNode } = await load({ ...options, text })
    expect(problems).toEqual([])
    expect(forNode('b1', '', '')).toEqual({ user: '$(USER_NAME)', key: '$(TAB_KEY)' })
  })

  test('names a variable that nothing sets, and does not let its text be the secret', async () => {
    const credentialsOption = { b1: { user: 'u', password: '$(NOT_SET)' } }
    const { problems, forNode } = await load({ credentialsOption })
    expect(problems).toMatchObject([
      {
        code: 'BAD_CREDENTIALS',
        severity: 'error',
        line: 1,
        column: 2,
        node: { id: 'b1', name: 'Pump broker' },
      },
    ])
    expect(problems[0]?.message).toContain('NOT_SET')
    expect(forNode('b1', '', '')).toEqual({ user: 'u' })
  })

  test('asks for no variable whose secret comes from a better place', async () => {
    const folder = await makeFolder({ 'flows_cred.json': { b1: { user: '$(NOT_SET)' } } })
    const { problems } = await load({
      flowPath: join(folder, 'flows.json'),
      credentialsOption: { b1: { user: 'x' } },
    })
    expect(problems).toEqual([])
  })

  test('warns of an entry that no node has, with the nearest name', async () => {
    const { problems } = await load({ credentialsOption: { 'Pump brokr': { user: 'x' } } })
    expect(problems).toMatchObject([
      { code: 'BAD_CREDENTIALS', severity: 'warning', remedy: 'Did you mean "Pump broker"?' },
    ])
  })

  test('gives nothing for a node without secrets, whatever it is called', async () => {
    const { forNode } = await load({ credentialsOption: { b1: { user: 'x' } } })
    expect(forNode('constructor', '', '__proto__')).toEqual({})
  })
})

describe('saving credentials', () => {
  const reload = async (folder: string, settings: object) =>
    secretsOf({ userDir: folder, flowPath: join(folder, 'flows.json'), settings: { ...settings } })
  const readJson = async (folder: string, name: string) =>
    JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, string>

  test.each([
    {
      name: "from the generated key to the user's",
      before: generatedKeyFile,
      settings: ownKey,
      notice: /still encrypted with the key in .*\.config\.runtime\.json/,
    },
    {
      name: 'from the generated key to none',
      before: generatedKeyFile,
      settings: { credentialSecret: false },
      notice: /although "credentialSecret" is false/,
    },
    {
      name: "from plain to the user's key",
      before: { b1: { user: 'u', password: 'secret-p' } },
      settings: ownKey,
      notice: /not encrypted, although there is a key/,
    },
  ])('moves a file $name, and drops the generated key', async ({ before, settings, notice }) => {
    const folder = await makeFolder({ 'flows_cred.json': before, '.config.runtime.json': generatedKey })
    const loaded = await load({ userDir: folder, flowPath: join(folder, 'flows.json'), settings })
    expect(loaded).toMatchObject({ needsSaving: '$' in before, notices: [expect.stringMatching(notice)] })
    await loaded.save()
    expect(await readJson(folder, '.config.runtime.json')).toEqual({ instanceId: '91d829f881f54f66' })
    expect(Object.keys(await readJson(folder, 'flows_cred.json'))).toEqual(
      settings === ownKey ? ['$'] : ['b1'],
    )
    expect(await reload(folder, settings)).toEqual({ user: 'u', password: 'secret-p' })
    expect((await readdir(folder)).sort()).toEqual(['.config.runtime.json', 'flows_cred.json'])
  })

  test('makes a key where there is a user directory to keep it in', async () => {
    const folder = await makeFolder({ '.config.runtime.json': { instanceId: 'i' } })
    const loaded = await load({ userDir: folder, flowPath: join(folder, 'flows.json') })
    loaded.change('b1', { user: 'new' })
    await loaded.save()
    const { _credentialSecret = '', instanceId } = await readJson(folder, '.config.runtime.json')
    expect(instanceId).toBe('i')
    expect(_credentialSecret).toMatch(/^[0-9a-f]{64}$/)
    const { $ = '' } = await readJson(folder, 'flows_cred.json')
    expect(decryptCredentials($, _credentialSecret)).toEqual({ b1: { user: 'new' } })
    expect((await stat(join(folder, 'flows_cred.json'))).mode & 0o777).toBe(0o600)
  })

  test('keeps the secrets of other nodes, and forgets those that are removed', async () => {
    const folder = await makeFolder({ 'flows_cred.json': { a: { user: 'a' }, b: { user: 'b' } } })
    const loaded = await load({ flowPath: join(folder, 'flows.json') })
    loaded.change('a', undefined)
    loaded.change('c', { user: 'c' })
    await loaded.save()
    expect(await readJson(folder, 'flows_cred.json')).toEqual({ b: { user: 'b' }, c: { user: 'c' } })
  })

  test('writes the same text differently each time', async () => {
    const folder = await makeFolder({})
    const loaded = await load({ flowPath: join(folder, 'flows.json'), settings: ownKey })
    loaded.change('b1', { user: 'x' })
    await loaded.save()
    const first = await readJson(folder, 'flows_cred.json')
    loaded.change('b1', { user: 'x' })
    await loaded.save()
    expect(await readJson(folder, 'flows_cred.json')).not.toEqual(first)
  })

  test('writes through a link, and keeps the mode of the file', async () => {
    const folder = await makeFolder({})
    await writeFile(join(folder, 'real.json'), '{}', { mode: 0o640 })
    await symlink(join(folder, 'real.json'), join(folder, 'flows_cred.json'))
    const loaded = await load({ flowPath: join(folder, 'flows.json'), settings: { credentialSecret: false } })
    loaded.change('b1', { user: 'x' })
    await loaded.save()
    expect(await readJson(folder, 'real.json')).toEqual({ b1: { user: 'x' } })
    expect((await stat(join(folder, 'real.json'))).mode & 0o777).toBe(0o640)
  })

  test('does nothing for a flow without a path', async () => {
    await expect((await load({})).save()).resolves.toBeUndefined()
  })
})
