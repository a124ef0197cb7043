import { inspect } from 'node:util'

/**
 * A value as people read it. Methods of the value that would have a say in it (`inspect.custom`, `toJSON`) are not
 * called: values come from flows.
 */
export function showValue(value: unknown, hasColours: boolean): string {
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return showBuffer(value)
  return inspect(withoutConnections(value), {
    colors: hasColours,
    customInspect: false,
    depth: 6,
    maxArrayLength: 100,
    maxStringLength: 2_000,
    breakLength: 76,
  })
}

function showBuffer(value: Buffer): string {
  const most = 50
  const bytes = value
    .subarray(0, most)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
  return `<Buffer ${bytes}${value.length > most ? ` … ${value.length - most} more bytes` : ''}>`
}

/** A complete message without its request and response: they fill pages, and carry what callers keep secret. */
export function withoutConnections(value: unknown): unknown {
  if (
    value === null ||
    typeof value !== 'object' ||
    Array.isArray(value) ||
    !('req' in value || 'res' in value)
  ) {
    return value
  }
  const message: Record<string, unknown> = { ...value }
  if (isObject(message.req)) message.req = '[request]'
  if (isObject(message.res)) message.res = '[response]'
  return message
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object'
}
