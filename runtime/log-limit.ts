import type { LogEntry } from './log.js'

/** How often one node may say the same within {@link windowMs}. */
const mostAlike = 100
const windowMs = 1000
/** Texts that differ each time are not kept for long. */
const mostKinds = 1000

interface Kind {
  count: number
  last: LogEntry
}

/**
 * Passes log entries on, but for those of which one node has too many alike: a storm of messages must not become a
 * storm of log lines, which costs more than the messages did. What was left out is counted in a line of its own.
 * Output of debug nodes always passes.
 */
export class LogLimit {
  private readonly kinds = new Map<string, Kind>()
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly write: (entry: LogEntry) => void) {}

  readonly pass = (entry: LogEntry): void => {
    if (entry.debug === undefined && this.isOneTooMany(entry)) return
    this.write(entry)
  }

  /** Tells what was left out so far, and begins anew. */
  readonly flush = (): void => {
    clearTimeout(this.timer)
    this.timer = undefined
    for (const { count, last } of this.kinds.values()) {
      const left = count - mostAlike
      if (left > 0) this.write({ ...last, message: `${last.message} (${left} more such lines left out)` })
    }
    this.kinds.clear()
  }

  private isOneTooMany(entry: LogEntry): boolean {
    const { level, message, node } = entry
    const key = `${level} ${node?.path ?? ''} ${message}`
    const kind = this.kinds.get(key)
    if (kind === undefined) {
      if (this.kinds.size >= mostKinds) this.flush()
      this.kinds.set(key, { count: 1, last: entry })
      this.timer ??= setTimeout(this.flush, windowMs).unref()
      return false
    }
    kind.last = entry
    return ++kind.count > mostAlike
  }
}
