import type { DebugOutput, RunningNode, Status } from '../define-node.js'
import type { LogLevel } from '../log.js'
import { cloneMessage } from '../message/clone.js'
import type { Message, Sendable } from '../message/message.js'
import { addOutputs } from '../message/named-outputs.js'

/** What a node that is tested did, in order. */
export interface Recorded {
  /** Messages with the number of the output, from 0, and its name where the node type gives it one. */
  readonly sent: Array<{ output: number; name?: string; message: Message }>
  /** Errors reported with `node.error`, or of messages that the node gave itself. */
  readonly errors: Array<{ error: unknown; message?: Message | undefined }>
  readonly statuses: Status[]
  readonly logs: Array<{ level: LogLevel; text: string }>
  readonly debugOutputs: DebugOutput[]
}

type Recording = 'send' | 'status' | 'error' | 'warn' | 'log' | 'debug' | 'trace' | 'debugOutput'

/** The members of a running node that only tell others something, and what they were told. */
export function createRecorder(names: readonly string[]): Recorded & {
  readonly members: Pick<RunningNode, Recording>
} {
  const seen: Recorded = { sent: [], errors: [], statuses: [], logs: [], debugOutputs: [] }
  const logAs = (level: LogLevel) => (text: unknown) => void seen.logs.push({ level, text: String(text) })
  const send = (messages: Sendable, clone = false) => recordSent(seen.sent, names, messages, clone)
  const members: Pick<RunningNode, Recording> = {
    send: addOutputs(send, () => names),
    status: (status) =>
      void seen.statuses.push(typeof status === 'object' ? status : { text: String(status) }),
    error: (error, message) => void seen.errors.push({ error, message }),
    warn: logAs('warn'),
    log: logAs('info'),
    debug: logAs('debug'),
    trace: logAs('trace'),
    debugOutput: (output) => void seen.debugOutputs.push(output),
  }
  return { ...seen, members }
}

function recordSent(
  sent: Recorded['sent'],
  names: readonly string[],
  messages: Sendable,
  clone: boolean,
): void {
  const outputs: readonly unknown[] = Array.isArray(messages) ? messages : [messages]
  for (const [output, entry] of outputs.entries()) {
    const name = names[output]
    for (const message of [entry].flat() as Array<Message | null | undefined>) {
      if (message === null || message === undefined) continue
      const own = clone ? cloneMessage(message) : message
      sent.push({ output, ...(name === undefined ? {} : { name }), message: own })
    }
  }
}
