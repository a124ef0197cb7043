import type { EventEmitter } from 'node:events'
import type { LogEntry, LogLevel } from '../log.js'
import { describeLogged } from '../start/describe-logged.js'
import type { RedRuntime } from './red-runtime.js'

/** An entry of the log as Node-RED's handlers get it. */
export interface RedLogEntry {
  level: number
  msg?: unknown
  timestamp?: number
  [field: string]: unknown
}

const levels = { fatal: 10, error: 20, warn: 30, info: 40, debug: 50, trace: 60 } as const
const audit = 98
const metric = 99
/** Lines of modules that are loaded before there is a runtime. */
const mostWaiting = 1000

/** `RED.log`: writes to the runtime's log; handlers that packages add get every line of it, of all nodes. */
export class RedLog {
  readonly FATAL = levels.fatal
  readonly ERROR = levels.error
  readonly WARN = levels.warn
  readonly INFO = levels.info
  readonly DEBUG = levels.debug
  readonly TRACE = levels.trace
  readonly AUDIT = audit
  readonly METRIC = metric
  private handlers: EventEmitter[] = []
  private readonly keepsMetrics: boolean
  private readonly keepsAudit: boolean
  private waiting: RedLogEntry[] = []
  /** What a node logs at the moment, where that is more than its text. */
  private logged: { value: unknown } | undefined

  constructor(
    settings: Readonly<Record<string, unknown>>,
    private readonly runtime: () => RedRuntime | undefined,
  ) {
    this.keepsMetrics = isAsked(settings, 'metrics')
    this.keepsAudit = isAsked(settings, 'audit')
  }

  addHandler(handler: EventEmitter): void {
    this.handlers.push(handler)
  }

  removeHandler(handler: EventEmitter): void {
    const index = this.handlers.indexOf(handler)
    if (index >= 0) this.handlers.splice(index, 1)
  }

  log(entry: RedLogEntry): void {
    entry.timestamp = Date.now()
    const runtime = this.runtime()
    const level = levelName(entry.level)
    if (runtime === undefined) {
      this.tellHandlers(entry)
      if (this.waiting.length < mostWaiting) this.waiting.push(entry)
    } else if (level !== undefined) {
      runtime.log({ level, message: String(describeLogged(entry.msg)), ...withError(entry.msg) })
    } else {
      // Handlers hear of lines by the runtime's log; of these they hear here.
      this.tellHandlers(entry)
      const isShown = entry.level === metric ? this.keepsMetrics : this.keepsAudit
      if (isShown)
        runtime.log({
          level: 'info',
          message: `[${entry.level === metric ? 'metric' : 'audit'}] ${JSON.stringify(entry)}`,
        })
    }
  }

  /** The members that modules see, as functions that need no object. */
  forModules() {
    const { FATAL, ERROR, WARN, INFO, DEBUG, TRACE, AUDIT, METRIC } = this
    const { fatal, error, warn, info, debug, trace, metric: keepsMetrics, audit: tellAudit } = this
    return {
      ...{ FATAL, ERROR, WARN, INFO, DEBUG, TRACE, AUDIT, METRIC },
      ...{ fatal, error, warn, info, debug, trace },
      metric: keepsMetrics,
      audit: tellAudit,
      log: (entry: RedLogEntry) => this.log(entry),
      addHandler: (handler: EventEmitter) => this.addHandler(handler),
      removeHandler: (handler: EventEmitter) => this.removeHandler(handler),
    }
  }

  /** Hands a line of the runtime's log to the handlers. */
  hear(entry: Omit<LogEntry, 'time'>): void {
    if (this.handlers.length === 0 || entry.debug !== undefined) return
    const { level, message, node, error } = entry
    const told: RedLogEntry = {
      level: levels[level],
      msg: this.logged === undefined ? (error ?? message) : this.logged.value,
      timestamp: Date.now(),
    }
    if (node !== undefined) Object.assign(told, describeNode(node))
    this.tellHandlers(told)
  }

  /** Handlers get the value itself of what is logged meanwhile, and not its text only. */
  whileLogging(value: unknown, log: () => void): void {
    this.logged = { value }
    try {
      log()
    } finally {
      this.logged = undefined
    }
  }

  /** Writes what was logged before there was a runtime. Handlers have heard of it. */
  flush(): void {
    const { waiting, handlers } = this
    this.waiting = []
    this.handlers = []
    for (const entry of waiting) this.log(entry)
    this.handlers = handlers
  }

  fatal = (text: unknown): void => this.log({ level: levels.fatal, msg: text })
  error = (text: unknown): void => this.log({ level: levels.error, msg: text })
  warn = (text: unknown): void => this.log({ level: levels.warn, msg: text })
  info = (text: unknown): void => this.log({ level: levels.info, msg: text })
  debug = (text: unknown): void => this.log({ level: levels.debug, msg: text })
  trace = (text: unknown): void => this.log({ level: levels.trace, msg: text })

  /** Whether metrics are kept, by the setting `logging`. */
  metric = (): boolean => this.keepsMetrics

  audit = (entry: Record<string, unknown>, request?: AuditedRequest): void => {
    const from = request && { user: request.user, path: request.path, ip: addressOf(request) }
    this.log({ ...entry, ...from, level: audit })
  }

  private tellHandlers(entry: RedLogEntry): void {
    for (const handler of this.handlers) handler.emit('log', entry)
  }
}

export interface AuditedRequest {
  user?: unknown
  path?: string
  ip?: string
  headers?: Readonly<Record<string, unknown>>
  socket?: { remoteAddress?: string }
}

function addressOf({ ip, headers, socket }: AuditedRequest): unknown {
  return ip ?? headers?.['x-forwarded-for'] ?? socket?.remoteAddress
}

/** A node as entries of Node-RED have it: its path is that of its flow. */
function describeNode({ id, type, name, z, path }: NonNullable<LogEntry['node']>): Partial<RedLogEntry> {
  return {
    ...{ id, type, path: path.slice(0, Math.max(path.lastIndexOf('/'), 0)) },
    ...(z === '' ? {} : { z }),
    ...(name === '' ? {} : { name }),
  }
}

function levelName(level: number): LogLevel | undefined {
  return (Object.keys(levels) as LogLevel[]).find((name) => levels[name] === level)
}

function withError(value: unknown): { error?: Error } {
  return value instanceof Error ? { error: value } : {}
}

/** Whether one of the loggers in the setting `logging` asks for `metrics` or `audit`. */
function isAsked(settings: Readonly<Record<string, unknown>>, what: 'metrics' | 'audit'): boolean {
  const loggers = Object.values((settings.logging as object | undefined) ?? {})
  return loggers.some((logger: unknown) => (logger as Record<string, unknown> | null)?.[what] === true)
}
