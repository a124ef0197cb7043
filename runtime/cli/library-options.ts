import type { LoadOptions } from '../options.js'
import type { Call } from './commands.js'
import type { OptionValues } from './options.js'
import { toSandboxOptions } from './sandbox-options.js'

/** What the library needs to read a flow, as the command line gave it. */
export function toLoadOptions(call: Pick<Call, 'env' | 'terminal'> & { values: OptionValues }): LoadOptions {
  const { nodes, credentials, settings, userDir, flow } = call.values
  return {
    ...withoutUnset({ nodes, credentials, settings, userDir, flowNumber: flow, cwd: call.terminal.cwd }),
    ...toSandboxOptions(call),
  }
}

/** An option that is not set is left out, so that the library's default holds. */
export function withoutUnset<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>
  }
}
