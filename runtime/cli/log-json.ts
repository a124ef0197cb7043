import { inspect } from 'node:util'
import type { LogEntry } from '../log.js'
import { withoutConnections } from './log-value.js'

/** An entry as one line of JSON: `{"time":"…","level":"warn","message":"…","node":{…}}`. */
export function formatJson({ time, level, message, node, error, debug }: LogEntry): string {
  const line = {
    time: new Date(time).toISOString(),
    level,
    message,
    ...(node ? { node } : {}),
    ...(error === undefined ? {} : { error: plainError(error) }),
    ...(debug ? { property: debug.property, value: plainValue(withoutConnections(debug.value)) } : {}),
  }
  return `${JSON.stringify(line)}\n`
}

function plainError(error: unknown): object {
  if (!(error instanceof Error)) return { message: inspect(error, { customInspect: false, depth: 1 }) }
  const { name, message, stack } = error
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  return { name, message, ...code, ...(stack === undefined ? {} : { stack }) }
}

/** The value where JSON can hold it, else a text that shows it. */
function plainValue(value: unknown): unknown {
  if (value === undefined) return null
  try {
    const text = JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? String(inner) : inner,
    )
    if (text !== undefined && text.length <= 100_000) return JSON.parse(text)
  } catch {
    // A cycle, or a getter that throws: shown as text below.
  }
  return inspect(value, { customInspect: false, depth: 4, maxStringLength: 2_000 })
}
