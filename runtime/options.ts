import type { AnyNodeType } from './define-node.js'
import type { Problem } from './errors.js'
import type { FlowFile } from './load/flow-file.js'
import type { LogEntry, LogLevel } from './log.js'
import type { HostGrants } from './process/host-grants.js'
import type { DeployKind } from './start/diff.js'
import type { Dropped } from './start/running-flow.js'

/** A flow: the path of a file, its text with the name to call it by, or the list of nodes itself. */
export type FlowSource = string | { text: string; file: string } | readonly object[]

/** What reading and checking a flow depends on. */
export interface LoadOptions {
  /** Which flow of a Markdown page with several, counted from 1; all of them where not given. */
  flowNumber?: number
  /** Node types beside the built-in ones: files, folders, packages, or the types themselves. */
  nodes?: ReadonlyArray<string | AnyNodeType>
  /** A credentials file's path, or credentials by node id or config node's name. */
  credentials?: string | Readonly<Record<string, unknown>>
  /** A Node-RED settings file's path (`.js`, `.cjs`, `.mjs`, `.json`), or settings. */
  settings?: string | Readonly<Record<string, unknown>>
  /** Node-RED's user directory: installed packages, context files, credentials. */
  userDir?: string
  /** Environment variables of the flow. Default: the process's. */
  env?: Readonly<Record<string, string | undefined>>
  /** What relative paths start from. Default: the process's working directory. */
  cwd?: string
  /**
   * What function nodes may reach: nothing of the host, or all (`trusted`); with `process` the flow as a whole runs in
   * a process of its own, which may use the network and what `grants` names. All options must be data then, and the
   * environment is empty but for `env`, or the variables that are granted. Default: `contained`.
   */
  sandbox?: 'contained' | 'trusted' | 'process'
  /** With `process`: what the flow may use beside the network. */
  grants?: HostGrants
}

export interface RuntimeOptions extends LoadOptions {
  flow: FlowSource
  /** The port to listen on; 0 picks a free one, `false` serves nothing but `handler`. Default: 1880. */
  port?: number | false
  /** Default: `127.0.0.1`. */
  host?: string
  /**
   * Serve the admin application below `/admin`: injecting by hand, the debug web socket, and what packages put on
   * `RED.httpAdmin`. Without a token only programs on this machine may use it, so that an address that others can
   * reach needs one. Default: false.
   */
  admin?: boolean | AdminOptions
  /** Run what can run of a flow with errors. */
  lenient?: boolean
  /**
   * With `process`: how much memory the heap of the flow's process may take, in megabytes. Default: 256. The process is
   * ended where all its memory is more than twice that and 256 MB.
   */
  memoryMb?: number
  /**
   * The process is the runtime's own: its listeners for SIGINT are taken over, since the watchdog of functions needs
   * the signal to interrupt them cheaply, and are called when someone else sends it. Default: false; a process that
   * listens for SIGINT itself then pays about 70 microseconds for each batch of calls of functions.
   */
  takesSigint?: boolean
  /** After how long a request that no node answers gets 504, in milliseconds. Default: 120,000; 0: never. */
  requestTimeoutMs?: number
  /** Requests in flight beyond which new ones get 503. Default: 1,000. */
  maxInFlight?: number
  /** How long messages in flight may take to finish at a stop or a deploy, in milliseconds. Default: 5,000. */
  drainTimeoutMs?: number
  /** Gets each line of the log. Default: warnings and errors to standard error. */
  log?: (entry: LogEntry) => void
  /** The lowest level that `log` is told of. Default: `info`. */
  logLevel?: LogLevel
}

export interface AdminOptions {
  /**
   * What clients show as `Authorization: Bearer …`, as `?access_token=…`, or on the web socket as `{ "auth": … }`.
   * Default: the environment's `MILLRACE_ADMIN_TOKEN`.
   */
  token?: string
}

/** A running flow. Two of them share nothing. */
export interface Runtime {
  /**
   * Loads, checks and starts the flow, then listens.
   *
   * @throws FlowRefusedError with every problem found; nothing listens then
   * @throws MillraceError for what is wrong outside the flow: PORT_IN_USE, BAD_CREDENTIALS, BAD_SETTINGS
   */
  start(): Promise<void>
  /** Stops: sources first, then messages in flight up to the deadline, then the nodes. Tells what was dropped. */
  stop(): Promise<StopReport>
  /**
   * Replaces the running flow. Only what differs restarts (`nodes`, the default), or every node of the flows in which
   * something differs (`flows`), or all (`full`). Requests in flight are finished; new ones wait.
   *
   * @throws FlowRefusedError where the new flow cannot run; the running one then goes on
   */
  deploy(flow: FlowSource, kind?: DeployKind): Promise<DeployReport>
  /** What `create` of a node returned; undefined where no such node runs, and with the sandbox `process`. */
  node(id: string): unknown
  /** Puts a message before a node's input; false where no such node runs. */
  inject(id: string, message: Readonly<Record<string, unknown>>): boolean
  /**
   * For a program's handlers of `uncaughtException` and `unhandledRejection`: reports an error that arose outside of
   * any call to the node whose code it comes from. False where that is not known, and nothing was done.
   */
  reportStrayError(error: unknown): boolean
  /** The address it listens at, such as `http://127.0.0.1:1880`; undefined where it does not listen. */
  readonly url: string | undefined
  /** What the flow serves. */
  readonly endpoints: ReadonlyArray<{ method: string; path: string; node: string }>
  /** What was found wrong with the running flow: warnings, and with `lenient` errors. */
  readonly problems: readonly Problem[]
  /**
   * For a program's own server: takes a request for the web socket of the admin application, whose path is
   * `/admin/comms`. False where it is none, and nothing was done.
   */
  handleUpgrade(
    request: import('node:http').IncomingMessage,
    socket: import('node:stream').Duplex,
    head: Buffer,
  ): boolean
  /** Serves the flow's endpoints inside a program's own server, or under its Express application. */
  readonly handler: RequestHandler
}

export type RequestHandler = (
  request: import('node:http').IncomingMessage,
  response: import('node:http').ServerResponse,
  next?: (error?: unknown) => void,
) => void

export interface StopReport {
  /** Messages that were not finished at the deadline, by node. */
  dropped: Dropped[]
  /** Requests that got no answer. */
  unanswered: number
}

export interface DeployReport {
  started: number
  dropped: Dropped[]
  problems: readonly Problem[]
}

export interface CheckReport {
  /** Sorted by place. */
  problems: Problem[]
  flowFile: FlowFile
  endpoints: ReadonlyArray<{ method: string; path: string; node: string }>
}
