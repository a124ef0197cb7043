import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MillraceError } from '../errors.js'
import { isObject } from './flow-entries.js'
import { findJsonFault } from './json-fault.js'
import { findWrongForm } from './known-settings.js'
import { runSettingsModule } from './settings-module.js'
import { dropByteOrderMark, indexPlaces } from './text-place.js'

/** Node-RED's settings by name; `honouredSettings` lists those that have an effect. */
export type Settings = Readonly<Record<string, unknown>>

/**
 * Loads settings: Node-RED's `settings.js` (CommonJS; it may require what stands beside it), an ES module, TypeScript
 * or JSON; or checks those given as an object. The result is the caller's own object, with the file's values.
 *
 * @throws MillraceError BAD_SETTINGS, saying where the file fails or which setting has a value it cannot have
 */
export async function loadSettings(
  source: string | Settings,
  cwd: string = process.cwd(),
): Promise<Settings> {
  const isFile = typeof source === 'string'
  const name = isFile ? `The settings file ${source}` : 'The settings'
  const value = isFile ? await readSettingsFile(resolve(cwd, source), source) : source
  if (!isObject(value)) throw badSettings(`${name} must give an object: module.exports = { … }.`)
  for (const [setting, given] of Object.entries(value)) {
    const expected = findWrongForm(setting, given)
    if (expected) throw badSettings(`${name}: "${setting}" must be ${expected}, but is ${nameKind(given)}.`)
  }
  return { ...value }
}

function nameKind(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  // A text may be a secret in the wrong place, so it is not shown.
  if (typeof value === 'string') return 'another text'
  return typeof value === 'object' || typeof value === 'function' ? `a ${typeof value}` : String(value)
}

async function readSettingsFile(path: string, file: string): Promise<unknown> {
  const text = await readText(path, file)
  if (/\.json$/i.test(path)) return parseSettings(text, file)
  try {
    return await runSettingsModule(path)
  } catch (error) {
    throw badSettings(`The settings file ${findPlace(error, path, file)} failed: ${firstLine(error)}`, error)
  }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return dropByteOrderMark(await readFile(path, 'utf8'))
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: 'does not exist. Check its path.',
      EISDIR: 'is a folder. Give the path of the settings.js in it.',
    }
    const { code = '' } = error as NodeJS.ErrnoException
    const reason = reasons[code] ?? `cannot be read (${code}). Check its permissions.`
    throw badSettings(`The settings file ${file} ${reason}`, error)
  }
}

function parseSettings(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    const placeAt = indexPlaces(text)
    const { line, column } = placeAt(findJsonFault(text, placeAt)?.offset ?? 0)
    throw badSettings(`The settings file is not JSON at ${file}:${line}:${column}. Correct it there.`)
  }
}

/** Where in the file an error arose: V8 puts the place of a syntax error first, and else names it in the calls. */
function findPlace(error: unknown, path: string, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const at = stack.indexOf(path)
  const place = at < 0 ? null : /^(?:\?run=[\w-]+)?(:\d+(?::\d+)?)/.exec(stack.slice(at + path.length))
  return place ? `${file}${place[1]}` : file
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return text.split('\n')[0]!
}

function badSettings(message: string, cause?: unknown): MillraceError {
  return new MillraceError('BAD_SETTINGS', message, cause === undefined ? undefined : { cause })
}
