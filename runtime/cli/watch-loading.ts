import type { Problem } from '../errors.js'
import type { Terminal } from './terminal.js'

/**
 * Runs what loads node types, and makes a warning of each error that their modules leave to nobody meanwhile: they
 * must not end the command.
 */
export async function watchLoading<Result>(
  terminal: Terminal,
  strayed: Problem[],
  load: () => Promise<Result>,
): Promise<Result> {
  const forget = terminal.onStrayError((error) => strayed.push(describeStray(error)))
  try {
    return await load()
  } finally {
    forget()
  }
}

function describeStray(error: unknown): Problem {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const place =
    error instanceof Error ? /\(?((?:\/|\w:\\)[^\n()]*?):(\d+):(\d+)\)?/.exec(error.stack ?? '') : null
  const [, file = 'node types', line = '0', column = '0'] = place ?? []
  return {
    code: 'BAD_NODE_TYPE',
    severity: 'warning',
    message: `While node types were loaded, an error arose that nobody caught: ${text}`,
    remedy: 'A flow with types of that module may not run as it should. Look for another version of it.',
    file,
    line: Number(line),
    column: Number(column),
  }
}
