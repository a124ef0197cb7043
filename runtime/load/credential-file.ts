import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { MillraceError } from '../errors.js'
import { type CredentialTable, decryptCredentials } from './credential-cipher.js'
import type { CredentialKey, CredentialKeys } from './credential-keys.js'
import { isObject } from './flow-entries.js'
import { findJsonFault } from './json-fault.js'
import { dropByteOrderMark, indexPlaces } from './text-place.js'

/** Credentials of one source, readable. */
export interface OpenCredentials {
  table: CredentialTable
  /** Which key opened them; `undefined` where they were plain. */
  key?: CredentialKey
}

/** Where Node-RED keeps the credentials of a flow file: in the user directory, else beside it. */
export function credentialPaths(flowPath: string, userDir: string | undefined): string[] {
  const extension = extname(flowPath)
  const isPage = /^\.(?:md|mdx|markdown|mdown|mkd)$/i.test(extension)
  const name = `${basename(flowPath, extension)}_cred${isPage ? '.json' : extension}`
  return [...new Set([join(userDir ?? dirname(flowPath), name), join(dirname(flowPath), name)])]
}

/**
 * Reads a credentials file's JSON. No message shows anything of what is in it.
 *
 * @returns `undefined` where there is no such file
 * @throws MillraceError BAD_CREDENTIALS
 */
export async function readCredentialFile(path: string, file: string): Promise<unknown> {
  let text: string
  try {
    text = dropByteOrderMark(await readFile(path, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const reason = code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`
    throw badCredentials(`The credentials file ${file} ${reason}.`, 'Check its path and permissions.', error)
  }
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text) as unknown
  } catch {
    const placeAt = indexPlaces(text)
    const { line, column } = placeAt(findJsonFault(text, placeAt)?.offset ?? 0)
    // The reason that was found, and the error of JSON.parse, would show a part of the text.
    throw badCredentials(
      `The credentials file is not JSON at ${file}:${line}:${column}.`,
      'Correct it there.',
    )
  }
}

/**
 * Opens credentials, encrypted or plain.
 *
 * @param source how messages name them, such as `The credentials file secrets.json`
 * @throws MillraceError BAD_CREDENTIALS for a wrong or missing key, or a wrong form
 */
export function openCredentials(value: unknown, source: string, keys: CredentialKeys): OpenCredentials {
  if (!isObject(value)) throw wrongForm(source)
  if (typeof value.$ !== 'string' || Object.keys(value).length !== 1) return { table: toTable(value, source) }
  // A file that was not written since the user chose a key of his own still has the generated one.
  const candidates = [keys.generated, keys.own].filter((key): key is CredentialKey => Boolean(key))
  for (const key of candidates) {
    const opened = decryptCredentials(value.$, key.secret)
    if (isObject(opened)) return { table: toTable(opened, source), key }
  }
  throw candidates.length > 0 ? wrongKey(source, candidates) : noKey(source)
}

function toTable(value: Record<string, unknown>, source: string): CredentialTable {
  const table: CredentialTable = Object.create(null)
  for (const [node, fields] of Object.entries(value)) {
    if (!isObject(fields)) throw wrongForm(source, node)
    table[node] = fields
  }
  return table
}

function wrongForm(source: string, node?: string): MillraceError {
  const where = node === undefined ? 'must be an object' : `must have an object for "${node}"`
  return badCredentials(`${source} ${where}.`, 'Write {"<node id or name>": {"<field>": "<value>"}}.')
}

function wrongKey(source: string, keys: readonly CredentialKey[]): MillraceError {
  const tried = keys.map(({ origin }) => origin).join(' and ')
  const message = `${source} cannot be decrypted with ${tried}: the key is another, or the text is damaged.`
  return badCredentials(message, 'Give the key that it was saved with.')
}

function noKey(source: string): MillraceError {
  const remedy =
    'Give it as "credentialSecret" in the settings (--settings) or in MILLRACE_CREDENTIAL_SECRET, or name the ' +
    'user directory (--user-dir) whose .config.runtime.json holds it.'
  return badCredentials(`${source} is encrypted, and there is no key for it.`, remedy)
}

export function badCredentials(message: string, remedy: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'BAD_CREDENTIALS',
    `${message} ${remedy}`,
    cause === undefined ? undefined : { cause },
  )
}
