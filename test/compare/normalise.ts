import type { Recorded } from './record.js'

const generatedId = /^(?:[0-9a-f]{14,32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
/** Where in its text a function failed: Millrace says it, Node-RED only where the text of the stack lets it. */
const place = / \(line \d+, col \d+\)$/
/** A time this near to now came from the clock. */
const nowMs = 120_000

/**
 * What was recorded, without what differs from one run to the next: generated ids become `<id 1>`, `<id 2>` in order
 * of appearance, so that what had the same id still has, and times of the clock become `<now>`.
 */
export function normalise(recorded: readonly Recorded[]): unknown {
  const names = new Map<string, string>()
  const nameOf = (id: string) => {
    const name = names.get(id) ?? `<id ${names.size + 1}>`
    names.set(id, name)
    return name
  }
  const visit = (value: unknown, key: string): unknown => {
    if (typeof value === 'number') return isNow(value) ? '<now>' : value
    if (typeof value === 'string') {
      if (key === 'stack') return '<stack>'
      if (key === '_msgid' || generatedId.test(value)) return nameOf(value)
      return isoTime.test(value) && isNow(Date.parse(value)) ? '<now>' : value.replace(place, '')
    }
    if (key === 'source' && isNameless(value)) return visit({ ...value, name: '' }, '')
    if (Array.isArray(value)) return value.map((element) => visit(element, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((name) => [name, visit((value as Record<string, unknown>)[name], name)]),
    )
  }
  return recorded.map(({ at, message }) => ({ at, message: visit(message, '') }))
}

/** What `msg.error`, `msg.status` and `msg.complete` say of a node without a name. */
function isNameless(value: unknown): value is object {
  const name = (value as { name?: { $type?: string } } | null)?.name
  return name?.$type === 'undefined'
}

function isNow(time: number): boolean {
  return Math.abs(time - Date.now()) < nowMs
}
