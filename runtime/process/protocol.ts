import type { ErrorCode, Problem } from '../errors.js'
import type { LogEntry } from '../log.js'
import type { FlowSource, RuntimeOptions } from '../options.js'
import type { DeployKind } from '../start/diff.js'
import type { InstalledBy } from './grant-packages.js'

/** The options of a runtime as they go to its process: all of it is data. */
export type ChildOptions = Omit<RuntimeOptions, 'log' | 'takesSigint'> & { installedBy: InstalledBy }

/** What the parent asks for; each is answered under its number. */
export type Request =
  | { do: 'start'; options: ChildOptions }
  | { do: 'check'; source: FlowSource; options: ChildOptions }
  | { do: 'deploy'; source: FlowSource; kind: DeployKind }
  | { do: 'inject'; node: string; message: Readonly<Record<string, unknown>> }
  | { do: 'stop' }

export type ToChild = { id: number; request: Request } | { ping: number }

/** What the process answers and tells. It may be in a stranger's hands: nothing in it is believed to have its type. */
export type ToParent =
  | { id: number; result: unknown }
  | { id: number; error: PlainError }
  | { logs: LogEntry[] }
  | { pong: number; rss: number; longestCallMs: number }

/** An error without its prototype. */
export interface PlainError {
  message: string
  code?: ErrorCode
  problems?: Problem[]
}

/** What a running flow is to the parent. */
export interface RunningState {
  url: string | undefined
  endpoints: Array<{ method: string; path: string; node: string }>
  problems: Problem[]
  /** Ids of the nodes that run. */
  nodes: string[]
}

/** What a check gives, less the flow file, which the parent reads itself. */
export interface CheckResult {
  problems: Problem[]
  endpoints: RunningState['endpoints']
}
