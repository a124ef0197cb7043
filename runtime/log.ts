import type { DebugOutput } from './define-node.js'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const

export type LogLevel = (typeof logLevels)[number]

/** One line of the log, before it is formatted. */
export interface LogEntry {
  level: LogLevel
  message: string
  /** Milliseconds since 1970. */
  time: number
  /** The node that it is about. `path` is the tab's id and those of the subflow instances down to the node. */
  node?: { id: string; type: string; name: string; z: string; path: string }
  /** What was thrown, where there was something. */
  error?: unknown
  /** For the output of debug nodes: what is shown. */
  debug?: DebugOutput
}

export type Log = (entry: Omit<LogEntry, 'time'>) => void
