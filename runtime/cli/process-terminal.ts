import { runCommandLine } from './command-line.js'
import { keepOutput, type OwnOutput } from './own-output.js'
import type { Terminal } from './terminal.js'

/** Runs the command line in this process and ends it with the exit code, whatever handles node types left open. */
export async function runInProcess(args: string[]): Promise<void> {
  // Whoever reads the output may go away first, as `head` does.
  for (const output of [process.stdout, process.stderr]) output.on('error', ignoreBrokenPipe)
  const stdout = keepOutput(process)
  const code = await runCommandLine(args, processTerminal(stdout))
  process.exitCode = code
  if (process.stdout.writable) await flush(stdout)
  if (process.stderr.writable) await flush(process.stderr)
  process.exit(code)
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** Settles when everything written so far has left the process. */
function flush(output: Pick<OwnOutput, 'write'>): Promise<void> {
  return new Promise((settle) => output.write('', settle))
}

function processTerminal(stdout: OwnOutput): Terminal {
  return {
    stdin: process.stdin,
    stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    onStopSignal(listener) {
      process.on('SIGINT', listener).on('SIGTERM', listener)
      return () => process.off('SIGINT', listener).off('SIGTERM', listener)
    },
    onStrayError(listener) {
      process.on('uncaughtException', listener).on('unhandledRejection', listener)
      return () => process.off('uncaughtException', listener).off('unhandledRejection', listener)
    },
    exitAtOnce: (code) => process.exit(code),
  }
}
