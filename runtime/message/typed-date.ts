import type { Read } from './typed-literal.js'

/** Whether a typed value of type date is a format of its own, such as `DD.MM.YYYY`: those are read with moment. */
export function isDateFormat(value: unknown): boolean {
  return Boolean(value) && value !== 'iso' && value !== 'object'
}

/** The present time: milliseconds since 1970, with `iso` a text, with `object` a Date; else written in that format. */
export function compileDate(value: unknown): Read {
  if (!isDateFormat(value)) {
    if (value === 'iso') return () => new Date().toISOString()
    return value === 'object' ? () => new Date() : () => Date.now()
  }
  return async () => {
    const now = Date.now()
    const { moment } = await import('./moment.js')
    return moment(now).format(String(value))
  }
}
