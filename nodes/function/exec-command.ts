import { isUtf8 } from 'node:buffer'
import { existsSync } from 'node:fs'
import { MillraceError } from '../../runtime/errors.js'
import type { Message } from '../../runtime/message/message.js'
import type { Property } from '../../runtime/message/property.js'

export interface CommandConfig {
  readonly command: string
  /** The property that is appended; undefined: none. */
  readonly appended: Property | undefined
  readonly append: string
}

/**
 * The whole command line for a message.
 *
 * @throws MillraceError NODE_FAILED where it is empty
 */
export function writeCommand({ command, appended, append }: CommandConfig, message: Message): string {
  const value = appended?.get(message)
  const words = [command, ...(value === undefined ? [] : [String(value)]), append]
  const line = words.filter((word) => word !== '').join(' ')
  if (line.trim() === '') {
    throw new MillraceError(
      'NODE_FAILED',
      'There is no command to run: set one, or append a property that holds it.',
    )
  }
  return line
}

/** The words of a command line: at spaces that are not in double quotes, without quotes around a whole word. */
export function splitCommand(line: string): string[] {
  const words = line.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? []
  return words.map((word) => (/^"[^"]*"$/.test(word) ? word.slice(1, -1) : word))
}

/** Commands are written for bash where there is one. */
export function chooseShell(): string | undefined {
  return process.platform === 'linux' && existsSync('/bin/bash') ? '/bin/bash' : undefined
}

/** Text where the bytes are UTF-8, else the bytes. */
export function readOutput(bytes: Buffer): string | Buffer {
  return isUtf8(bytes) ? bytes.toString() : bytes
}

/** The signal that `msg.kill` names; SIGTERM where it names none. */
export function readSignal(kill: unknown): NodeJS.Signals {
  const name = typeof kill === 'string' ? kill.toUpperCase() : ''
  return (name.startsWith('SIG') ? name : 'SIGTERM') as NodeJS.Signals
}
