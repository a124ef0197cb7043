import { type ChildProcess, type ExecException, exec, spawn } from 'node:child_process'
import type { RunningNode, Status } from '../../runtime/define-node.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import type { Message, Send } from '../../runtime/message/message.js'
import { chooseShell, readOutput, splitCommand } from './exec-command.js'

export interface ExecOptions {
  /** Most bytes of standard output or standard error, where they are sent at the end. */
  readonly maxBuffer: number
  readonly hidesWindow: boolean
  /** The form of return codes before 0.17: nothing, or a number, where all went well. */
  readonly hasOldCodes: boolean
}

/** Runs a command line; `started` gets the process, and the promise settles when it has ended. */
export type RunCommand = (
  line: string,
  message: Message,
  send: Send,
  started: (child: ChildProcess) => void,
) => Promise<void>

/** Runs commands in a shell, and sends all of their output at the end. */
export function runInShell(options: ExecOptions, node: RunningNode): RunCommand {
  const { maxBuffer, hidesWindow } = options
  const shell = chooseShell()
  const execOptions = {
    encoding: 'buffer',
    maxBuffer,
    windowsHide: hidesWindow,
    ...(shell ? { shell } : {}),
  } as const
  return (line, message, send, started) =>
    new Promise((resolve) => {
      const child = exec(line, execOptions, (error, stdout, stderr) => {
        node.status({})
        if (error !== null) node.status(statusOfShell(error))
        const { payload: _, ...rest } = message
        const result = resultOfShell(error, options.hasOldCodes)
        const rc = result === undefined ? {} : { rc: result }
        send([
          { ...rest, payload: readOutput(stdout), ...rc },
          stderr.length > 0 ? cloneMessage({ ...rest, payload: readOutput(stderr), ...rc }) : null,
          result === undefined ? null : cloneMessage({ ...rest, payload: result }),
        ])
        resolve()
      })
      started(child)
    })
}

function resultOfShell(error: ExecException | null, hasOldCodes: boolean): object | undefined {
  if (error === null) return hasOldCodes ? undefined : { code: 0 }
  const { code, message, signal } = error
  return { code, message, ...(signal ? { signal } : {}) }
}

function statusOfShell(error: ExecException): Status {
  const text = (error.code ?? null) === null ? 'killed' : `error:${error.code}`
  return { fill: 'red', shape: 'dot', text }
}

/** Runs commands without a shell, and sends their output as it comes. */
export function runAndStream(options: ExecOptions, node: RunningNode): RunCommand {
  // Windows starts its scripts only by way of a shell.
  const shell = process.platform === 'win32'
  return (line, message, send, started) =>
    new Promise((resolve) => {
      const [command = '', ...args] = splitCommand(line)
      const settings = { windowsHide: options.hidesWindow, shell }
      const child = shell ? spawn([command, ...args].join(' '), settings) : spawn(command, args, settings)
      const sendTo = (output: number, payload: unknown) => {
        const messages: Array<Message | null> = [null, null, null]
        messages[output] = cloneMessage({ ...message, payload })
        send(messages)
      }
      child.stdout.on('data', (bytes: Buffer) => sendTo(0, readOutput(bytes)))
      child.stderr.on('data', (bytes: Buffer) => sendTo(1, readOutput(bytes)))
      // What could not be started says so by a negative code.
      child.on('error', (error) => node.debug(error.message))
      child.on('close', (code, signal) => {
        if (code === 0) node.status({})
        node.status(statusOfProcess(code))
        sendTo(2, options.hasOldCodes ? code : { code, ...(signal ? { signal } : {}) })
        resolve()
      })
      started(child)
    })
}

function statusOfProcess(code: number | null): Status {
  if (code === null) return { fill: 'red', shape: 'dot', text: 'killed' }
  return { fill: code < 0 ? 'red' : 'yellow', shape: 'dot', text: `rc:${code}` }
}
