import { readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { MillraceError } from '../errors.js'
import { isObject } from './flow-entries.js'
import { dropByteOrderMark } from './text-place.js'

/** A key of a credentials file, and where it comes from, for messages. The secret itself is in none. */
export interface CredentialKey {
  secret: string
  origin: string
}

export interface CredentialKeys {
  /** The user's own: of the project, the environment or the settings. `false`: the settings ask for plain files. */
  own: CredentialKey | false | undefined
  /** The one that Node-RED made up and keeps in `.config.runtime.json`. */
  generated: CredentialKey | undefined
  /** Where a generated key is kept, or would be; `undefined` where there is no user directory. */
  runtimeFile: string | undefined
}

export interface KeySources {
  settings: Readonly<Record<string, unknown>>
  env: Readonly<Record<string, string | undefined>>
  userDir?: string | undefined
  /** Absolute. */
  flowPath?: string | undefined
}

const variables = ['MILLRACE_CREDENTIAL_SECRET', 'NODE_RED_CREDENTIAL_SECRET']

/**
 * Finds the keys that a credentials file may be encrypted with.
 *
 * @throws MillraceError BAD_SETTINGS where `credentialSecret` is neither a text nor `false`
 */
export async function findCredentialKeys(sources: KeySources): Promise<CredentialKeys> {
  const { userDir, flowPath } = sources
  const folder = userDir ?? (flowPath && dirname(flowPath))
  const runtimeFile = folder && join(folder, '.config.runtime.json')
  const secret = runtimeFile && (await readField(runtimeFile, ['_credentialSecret']))
  return {
    own: (await findProjectKey(sources)) ?? findOwnKey(sources),
    generated: secret ? { secret, origin: `the key in ${runtimeFile}` } : undefined,
    runtimeFile: userDir && runtimeFile,
  }
}

function findOwnKey({ settings, env }: KeySources): CredentialKey | false | undefined {
  const variable = variables.find((name) => env[name])
  if (variable) return { secret: env[variable]!, origin: `the key in the environment variable ${variable}` }
  const { credentialSecret } = settings
  if (credentialSecret === undefined || credentialSecret === null || credentialSecret === '') return undefined
  if (credentialSecret === false) return false
  if (typeof credentialSecret === 'string') {
    return { secret: credentialSecret, origin: 'the "credentialSecret" of the settings' }
  }
  const message =
    'The setting "credentialSecret" must be a text, or false for credentials that are not encrypted.'
  throw new MillraceError('BAD_SETTINGS', message)
}

/** A flow of one of the user directory's projects is encrypted with that project's key. */
async function findProjectKey({ userDir, flowPath }: KeySources): Promise<CredentialKey | undefined> {
  if (!userDir || !flowPath) return undefined
  const [folder, project, ...rest] = relative(userDir, flowPath).split(sep)
  if (folder !== 'projects' || !project || rest.length === 0) return undefined
  const file = join(userDir, '.config.projects.json')
  const secret = await readField(file, ['projects', project, 'credentialSecret'])
  return secret ? { secret, origin: `the key of the project "${project}" in ${file}` } : undefined
}

async function readField(file: string, keys: readonly string[]): Promise<string | undefined> {
  let value = await readConfigFile(file)
  for (const key of keys) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Reads one of Node-RED's `.config.*.json` files; `undefined` where there is none or it is damaged. */
export async function readConfigFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(dropByteOrderMark(await readFile(file, 'utf8'))) as unknown
  } catch {
    return undefined
  }
}
