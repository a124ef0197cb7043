import type { LogEntry } from '../log.js'
import { LogLimit } from '../log-limit.js'
import { toPlainEntry } from './plain-entry.js'

/** Entries that wait while the parent has not taken the last ones. */
const mostWaiting = 2000

/**
 * Sends log entries to the parent, many at a time, and the next ones only once it has taken the last: a flow that logs
 * without end must not fill the channel through which the process says that it is alive.
 */
export class LogSender {
  private waiting: LogEntry[] = []
  private dropped = 0
  private isSending = false
  private isScheduled = false
  private readonly limit = new LogLimit((entry) => this.add(entry))

  /** @param send hands entries to the parent, and calls back when it has taken them */
  constructor(private readonly send: (entries: LogEntry[], taken: () => void) => void) {}

  readonly log = this.limit.pass

  /** Sends all that waits at once: what is told next comes after it. */
  flush(): void {
    this.limit.flush()
    this.sendWaiting()
  }

  private add(entry: LogEntry): void {
    if (this.waiting.length >= mostWaiting) this.dropped++
    else this.waiting.push(toPlainEntry(entry))
    if (this.isSending || this.isScheduled) return
    this.isScheduled = true
    queueMicrotask(() => {
      this.isScheduled = false
      if (!this.isSending) this.sendWaiting()
    })
  }

  private sendWaiting(): void {
    const entries = this.waiting
    if (this.dropped > 0) entries.push(leftOut(this.dropped))
    if (entries.length === 0) return
    this.waiting = []
    this.dropped = 0
    this.isSending = true
    this.send(entries, () => {
      this.isSending = false
      this.sendWaiting()
    })
  }
}

function leftOut(count: number): LogEntry {
  const message = `${count} lines of the log were left out: there were more than could be passed on.`
  return { level: 'warn', message, time: Date.now() }
}
