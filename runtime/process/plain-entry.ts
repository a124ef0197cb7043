import { inspect } from 'node:util'
import { serialize } from 'node:v8'
import type { LogEntry } from '../log.js'

/** An entry of the log with nothing in it that cannot be sent to another process. */
export function toPlainEntry(entry: LogEntry): LogEntry {
  const { error, debug, ...plain } = entry
  return {
    ...plain,
    ...(error === undefined ? {} : { error: sendable(plainError(error)) }),
    ...(debug === undefined
      ? {}
      : {
          debug: { property: debug.property, value: sendable(withoutConnections(debug.value)), message: {} },
        }),
  }
}

/** Errors keep their kind, but not the properties that would not come through. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const plain = new Error(error.message)
  plain.name = error.name
  if (error.stack !== undefined) plain.stack = error.stack
  if ('code' in error && typeof error.code === 'string') Object.assign(plain, { code: error.code })
  return plain
}

function withoutConnections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('req' in value || 'res' in value)) return value
  return { ...value, req: '[request]', res: '[response]' }
}

/** The value where it can be copied, else a text that shows it. */
function sendable(value: unknown): unknown {
  try {
    serialize(value)
    return value
  } catch {
    return inspect(value, { customInspect: false, depth: 6 })
  }
}
