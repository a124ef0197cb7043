import { Readable } from 'node:stream'
import { runCommandLine } from '../../runtime/cli/command-line.js'
import type { Terminal } from '../../runtime/cli/terminal.js'

export interface Written {
  code: number
  stdout: string
  stderr: string
}

export interface FakeTerminalOptions {
  env?: Record<string, string>
  cwd?: string
  stdin?: string
  isTTY?: boolean
}

/** A terminal that keeps what is written to it. Nothing is read from the process's own environment. */
export function fakeTerminal(options: FakeTerminalOptions = {}) {
  const { env = {}, cwd = process.cwd(), stdin = '', isTTY = false } = options
  const written = { stdout: '', stderr: '' }
  const outputTo = (stream: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => {
      written[stream] += text
    },
  })
  const terminal: Terminal = {
    stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
    stdout: outputTo('stdout'),
    stderr: outputTo('stderr'),
    env,
    cwd,
    onStopSignal: () => () => {},
    onStrayError: () => () => {},
    exitAtOnce: () => {},
  }
  return { terminal, written }
}

/** Runs a command that ends by itself. */
export async function runMillrace(args: string[], options?: FakeTerminalOptions): Promise<Written> {
  const { terminal, written } = fakeTerminal(options)
  const code = await runCommandLine(args, terminal)
  return { code, ...written }
}
