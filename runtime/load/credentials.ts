import { resolve } from 'node:path'
import type { Problem } from '../errors.js'
import type { CredentialTable } from './credential-cipher.js'
import { badCredentials, credentialPaths, openCredentials, readCredentialFile } from './credential-file.js'
import { type CredentialKeys, findCredentialKeys } from './credential-keys.js'
import { definedVariables, mayBeSet, variableOf } from './credential-variables.js'
import { isObject } from './flow-entries.js'
import type { Definition, FlowFile } from './flow-file.js'
import { findNearestName } from './nearest-name.js'
import { saveCredentials } from './save-credentials.js'

/** The secrets of a flow's nodes. */
export interface Credentials {
  /**
   * The secrets of a node: of the flow itself, then of `--credentials`, then of the file beside the flow, by the
   * node's id before its name; field by field, the first counts. `${NAME}` is left for who knows the node's scope,
   * but a field whose variable nothing can set is left out: its text must not serve as the secret.
   */
  forNode(id: string, type: string, name: string): Record<string, unknown>
  /** Errors for variables that are not set; warnings for entries of `--credentials` that no node has. */
  problems: Problem[]
  /** What the user should know, for the log. */
  notices: string[]
  /**
   * Whether the file beside the flow should be saved anew: it is encrypted with a key that is no longer wanted. A
   * plain one is left as it is, since it may well be written by hand.
   */
  needsSaving: boolean
  /** Replaces the secrets of a node in what is to be saved, or removes them. Those of other sources still go first. */
  change(id: string, secrets: Readonly<Record<string, unknown>> | undefined): void
  /**
   * Writes the file beside the flow, with what was in it and what was changed, as `saveCredentials` says. Does nothing
   * where the flow has no path.
   */
  save(): Promise<void>
}

export interface CredentialOptions {
  flowFile: FlowFile
  /** A file's path, or the credentials themselves: plain or encrypted, by node id or name. */
  credentialsOption?: string | Readonly<Record<string, unknown>> | undefined
  flowPath?: string | undefined
  userDir?: string | undefined
  settings?: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string | undefined>>
  /** What relative paths start from. */
  cwd?: string
}

/** Where secrets come from, most important first. */
interface Source {
  name: string
  table: CredentialTable
  /** Written by hand for this flow, so that an entry without a node is a slip. */
  isByHand: boolean
}

/**
 * Finds and opens the credentials of a flow.
 *
 * @throws MillraceError BAD_CREDENTIALS where a file cannot be read or decrypted, naming the file; BAD_SETTINGS
 */
export async function loadCredentials(options: CredentialOptions): Promise<Credentials> {
  const { flowFile, settings = {}, env = {}, cwd = process.cwd() } = options
  const userDir = resolveIfSet(cwd, options.userDir ?? settings.userDir)
  const flowPath = resolveIfSet(cwd, options.flowPath)
  const keys = await findCredentialKeys({ settings, env, userDir, flowPath })
  const beside = await readBeside(flowPath, userDir, keys)
  const chosen = await readChosen(options.credentialsOption, cwd, keys)
  const sources = [openOwn(flowFile, keys), ...chosen, beside.source]
  const defined = definedVariables(flowFile.definitions)
  const secretsOf = (id: string, name: string, unset?: Unset[]) =>
    dropUnset(mergeSecrets(sources, id, name), (variable) => mayBeSet(variable, defined, env), unset)
  return {
    forNode: (id, _type, name) => secretsOf(id, name),
    problems: [
      ...findUnset(flowFile, secretsOf),
      ...chosen.flatMap((source) => findStrays(source, flowFile)),
    ],
    notices: beside.notices,
    needsSaving: beside.isEncrypted && beside.notices.length > 0,
    change(id, secrets) {
      if (secrets === undefined) delete beside.source.table[id]
      else beside.source.table[id] = structuredClone(secrets) as Record<string, unknown>
    },
    async save() {
      if (beside.path) await saveCredentials(beside.path, beside.source.table, keys)
    },
  }
}

function resolveIfSet(cwd: string, path: unknown): string | undefined {
  return typeof path === 'string' && path !== '' ? resolve(cwd, path) : undefined
}

function openOwn({ file, credentials, encryptedCredentials }: FlowFile, keys: CredentialKeys): Source {
  const name = `The "credentials" of ${file}`
  const encrypted =
    encryptedCredentials === undefined ? {} : openCredentials({ $: encryptedCredentials }, name, keys).table
  return { name, table: { ...encrypted, ...credentials }, isByHand: false }
}

async function readChosen(
  option: CredentialOptions['credentialsOption'],
  cwd: string,
  keys: CredentialKeys,
): Promise<Source[]> {
  if (option === undefined) return []
  const name = typeof option === 'string' ? `The credentials file ${option}` : 'The credentials object'
  const value = typeof option === 'string' ? await readCredentialFile(resolve(cwd, option), option) : option
  if (value === undefined) throw badCredentials(`${name} does not exist.`, 'Check its path.')
  const { table, key } = openCredentials(value, name, keys)
  return [{ name, table, isByHand: key === undefined }]
}

interface Beside {
  source: Source
  path: string | undefined
  isEncrypted: boolean
  notices: string[]
}

async function readBeside(
  flowPath: string | undefined,
  userDir: string | undefined,
  keys: CredentialKeys,
): Promise<Beside> {
  const paths = flowPath ? credentialPaths(flowPath, userDir) : []
  for (const path of paths) {
    const value = await readCredentialFile(path, path)
    if (value === undefined) continue
    const name = `The credentials file ${path}`
    const { table, key } = openCredentials(value, name, keys)
    return {
      source: { name, table, isByHand: false },
      path,
      isEncrypted: key !== undefined,
      notices: describeKey(name, key?.secret, table, keys),
    }
  }
  const source = { name: '', table: Object.create(null) as CredentialTable, isByHand: false }
  return { source, path: paths[0], isEncrypted: false, notices: [] }
}

function describeKey(
  name: string,
  secret: string | undefined,
  table: CredentialTable,
  { own, generated }: CredentialKeys,
): string[] {
  if (Object.keys(table).length === 0) return []
  const wanted = own === false ? undefined : (own ?? generated)
  if (secret === wanted?.secret) return []
  if (secret === undefined) return [`${name} is not encrypted, although there is a key: ${wanted?.origin}.`]
  if (wanted === undefined) return [`${name} is still encrypted, although "credentialSecret" is false.`]
  return [`${name} is still encrypted with ${generated?.origin}, not with ${wanted.origin}.`]
}

function mergeSecrets(sources: readonly Source[], id: string, name: string): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const { table } of sources.toReversed()) {
    if (name !== '' && Object.hasOwn(table, name)) Object.assign(merged, table[name])
    if (Object.hasOwn(table, id)) Object.assign(merged, table[id])
  }
  // Most nodes have none, and a clone of nothing is not free (check).
  return Object.keys(merged).length === 0 ? merged : structuredClone(merged)
}

function findUnset(
  { file, definitions }: FlowFile,
  secretsOf: (id: string, name: string, unset: Unset[]) => void,
): Problem[] {
  return definitions.flatMap((definition) => {
    const unset: Unset[] = []
    if (!definition.disabled) secretsOf(definition.id, definition.name, unset)
    return unset.map((secret) => describeUnset(file, definition, secret))
  })
}

/** A secret whose variable nothing can set, and where in the secrets it stands. */
interface Unset {
  field: string
  variable: string
}

function dropUnset(
  secrets: Readonly<Record<string, unknown>>,
  mayBeSet: (variable: string) => boolean,
  unset: Unset[] = [],
  path = '',
): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(secrets)) {
    const variable = variableOf(value)
    const field = `${path}${key}`
    if (variable !== undefined && !mayBeSet(variable)) unset.push({ field, variable })
    else kept[key] = isObject(value) ? dropUnset(value, mayBeSet, unset, `${field}.`) : value
  }
  return kept
}

function describeUnset(file: string, user: Definition, { field, variable }: Unset): Problem {
  const { id, type, name, line, column } = user
  const message = `The secret "${field}" comes from the environment variable ${variable}, which is not set.`
  const remedy = `Set ${variable}, or put the secret itself where its name is.`
  return {
    code: 'BAD_CREDENTIALS',
    severity: 'error',
    message,
    remedy,
    file,
    line,
    column,
    node: { id, type, name },
  }
}

function findStrays({ name, table, isByHand }: Source, { file, definitions }: FlowFile): Problem[] {
  if (!isByHand) return []
  const known = new Set(definitions.flatMap((definition) => [definition.id, definition.name]))
  return Object.keys(table)
    .filter((key) => !known.has(key))
    .map((key) => {
      const message = `${name} has an entry "${key}", which is neither the id nor the name of a node.`
      const nearest = findNearestName(
        key,
        [...known].filter((word) => word !== ''),
      )
      const remedy = nearest
        ? `Did you mean "${nearest}"?`
        : 'Name the node that the secret is for, or remove it.'
      return { code: 'BAD_CREDENTIALS', severity: 'warning', message, remedy, file, line: 0, column: 0 }
    })
}
