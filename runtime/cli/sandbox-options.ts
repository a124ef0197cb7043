import type { LoadOptions } from '../options.js'
import type { Call } from './commands.js'
import { flagOf, type OptionName, type OptionValues } from './options.js'
import { type Environment, readEnvironment } from './read-environment.js'
import { UsageError } from './usage-error.js'

type SandboxCall = Pick<Call, 'env' | 'terminal'> & { values: OptionValues }

const grantNames: readonly OptionName[] = ['allowExec', 'allowFiles', 'allowPackage', 'allowEnv', 'memory']

/**
 * Where the flow runs, what it is granted there, and the environment that it sees.
 *
 * @throws UsageError for options that do not go together
 */
export function toSandboxOptions(call: SandboxCall): Pick<LoadOptions, 'sandbox' | 'grants' | 'env'> {
  const { values, env } = call
  const sandbox = readLevel(values)
  if (sandbox !== 'process') {
    const stray = grantNames.find((name) => values[name] !== undefined && name !== 'memory')
    if (stray !== undefined)
      throw new UsageError(`${flagOf(stray)} is for --sandbox process (--untrusted) only.`)
    const live = seeLater(env, call.terminal.env)
    return sandbox === undefined ? { env: live } : { sandbox, env: live }
  }
  if (values.install) {
    throw new UsageError(
      '--install runs what packages bring with them: do it first, without --sandbox process.',
    )
  }
  const { allowExec = false, allowFiles = [], allowPackage = [] } = values
  return {
    sandbox,
    grants: { exec: allowExec, files: allowFiles, packages: allowPackage },
    env: grantedEnvironment(call),
  }
}

/** Variables that a settings file or a package sets later, as those that read files of variables do, count too. */
function seeLater(env: Environment, ofProcess: Environment): Environment {
  return Object.setPrototypeOf({ ...env }, ofProcess)
}

function readLevel({ sandbox, untrusted }: OptionValues): LoadOptions['sandbox'] {
  if (!untrusted) return sandbox
  if (sandbox !== undefined && sandbox !== 'process') {
    throw new UsageError(`--untrusted means --sandbox process: it does not go with --sandbox ${sandbox}.`)
  }
  return 'process'
}

/** The variables that the files of `--env-file` name, and those of `--allow-env`. */
function grantedEnvironment({ values, env, terminal }: SandboxCall): Environment {
  const { envFile = [], allowEnv = [] } = values
  const names = [...Object.keys(readEnvironment(envFile, {}, terminal.cwd)), ...allowEnv]
  return Object.fromEntries(names.map((name) => [name, env[name]]))
}
