import { type LogEntry, type LogLevel, logLevels } from '../log.js'
import { LogLimit } from '../log-limit.js'
import { createPaint } from './colours.js'
import { formatJson } from './log-json.js'
import { formatText } from './log-text.js'
import type { OptionValues } from './options.js'
import type { Terminal } from './terminal.js'

/** The log on standard error. */
export interface LogWriter {
  write(entry: LogEntry): void
  /** Writes what the command itself has to say. */
  tell(level: LogLevel, message: string, error?: unknown): void
  /** Tells how many lines were left out, where some were. */
  end(): void
}

export function createLogWriter(
  { logFormat, logLevel = 'info' }: Pick<OptionValues, 'logFormat' | 'logLevel'>,
  { stderr, env }: Pick<Terminal, 'stderr' | 'env'>,
): LogWriter {
  const lowest = logLevels.indexOf(logLevel)
  const paint = createPaint(stderr, env)
  const text = {
    paint,
    hasColours: paint('red', '') !== '',
    withStacks: lowest >= logLevels.indexOf('debug'),
  }
  const format = logFormat === 'json' ? formatJson : (entry: LogEntry) => formatText(entry, text)
  const limit = new LogLimit((entry) => stderr.write(format(entry)))
  const write = (entry: LogEntry) => {
    if (logLevels.indexOf(entry.level) <= lowest) limit.pass(entry)
  }
  return {
    write,
    tell: (level, message, error) => {
      write({ level, message, time: Date.now(), ...(error === undefined ? {} : { error }) })
    },
    end: limit.flush,
  }
}
