import { readFileSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { MillraceError } from '../errors.js'
import type { Command } from './commands.js'
import { flagOf, type OptionName, type OptionValues, options, variableOf } from './options.js'
import { readValue } from './read-value.js'
import { UsageError } from './usage-error.js'

export type Environment = Record<string, string | undefined>

/**
 * The environment with the files of `--env-file` under it: a variable that is set already stays, and of several
 * files the last one counts, as with Node's own option of that name.
 *
 * @throws MillraceError FILE_NOT_FOUND
 */
export function readEnvironment(files: readonly string[], env: Environment, cwd: string): Environment {
  const fromFiles: Environment = {}
  for (const file of files) {
    try {
      Object.assign(fromFiles, parseEnv(readFileSync(resolve(cwd, file), 'utf8').replace(/^\uFEFF/, '')))
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
      throw new MillraceError('FILE_NOT_FOUND', `The file ${file} of --env-file ${reason}.`, { cause })
    }
  }
  return { ...fromFiles, ...env }
}

/**
 * Adds what the environment says to what the command line leaves open.
 *
 * @throws UsageError for a variable with a wrong value
 */
export function addFromEnvironment(command: Command, values: OptionValues, env: Environment): OptionValues {
  const complete = { ...values }
  for (const name of command.options) {
    if (values[name] !== undefined || options[name].isLocal) continue
    const found = findVariable(name, env)
    if (found !== undefined) Object.assign(complete, { [name]: readVariable(command, name, found) })
  }
  return complete
}

/** An empty variable counts as one that is not set. */
function findVariable(name: OptionName, env: Environment): { variable: string; text: string } | undefined {
  for (const variable of [variableOf(name), options[name].otherVariable]) {
    const text = variable === undefined ? undefined : env[variable]
    if (variable !== undefined && text) return { variable, text }
  }
  return undefined
}

function readVariable(
  command: Command,
  name: OptionName,
  { variable, text }: { variable: string; text: string },
) {
  if (options[name].kind === 'list') return text.split(delimiter).filter((part) => part !== '')
  const read = readValue(options[name], text)
  if ('value' in read) return read.value
  const message = `The environment variable ${variable} cannot be "${text}": expected ${read.expected}.`
  throw new UsageError(`${message} It stands for ${flagOf(name)}.`, command.name)
}
