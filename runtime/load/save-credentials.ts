import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { type CredentialTable, encryptCredentials } from './credential-cipher.js'
import { type CredentialKeys, readConfigFile } from './credential-keys.js'
import { isObject } from './flow-entries.js'

/**
 * Writes a credentials file as Node-RED would: encrypted with the user's key, else with the generated one, which is
 * made where there is a user directory to keep it in; plain where the settings ask for it or no key can be kept. A
 * generated key that the user's own has replaced is deleted, once the file is written.
 */
export async function saveCredentials(
  file: string,
  table: CredentialTable,
  keys: CredentialKeys,
): Promise<void> {
  const secret = keys.own === false ? undefined : (keys.own?.secret ?? (await useGeneratedKey(keys)))
  const text =
    secret === undefined
      ? JSON.stringify(table, null, 4)
      : JSON.stringify({ $: encryptCredentials(table, secret) })
  await writeSafely(file, text)
  if (keys.own !== undefined && keys.generated && keys.runtimeFile) {
    await changeConfigFile(keys.runtimeFile, ({ _credentialSecret, ...rest }) => rest)
  }
}

async function useGeneratedKey({ generated, runtimeFile }: CredentialKeys): Promise<string | undefined> {
  if (generated) return generated.secret
  if (!runtimeFile) return undefined
  const secret = randomBytes(32).toString('hex')
  await changeConfigFile(runtimeFile, (config) => ({ ...config, _credentialSecret: secret }))
  return secret
}

async function changeConfigFile(
  file: string,
  change: (config: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const config = await readConfigFile(file)
  await writeSafely(file, JSON.stringify(change(isObject(config) ? config : {}), null, 4))
}

/** Through a temporary file beside it, so that a crash leaves either the old or the new; only the owner may read it. */
async function writeSafely(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const mode = await stat(target).then(
    (found) => found.mode & 0o777,
    () => 0o600,
  )
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
