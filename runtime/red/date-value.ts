import type { moment } from '../message/moment.js'

/** The present time as a typed value of type date: milliseconds, a Date, or written in a format. */
export class DateValues {
  private moment: typeof moment | undefined

  /** Loads what writes dates in formats of their own. Large: only for flows that may need it. */
  async prepare(): Promise<void> {
    this.moment ??= (await import('../message/moment.js')).moment
  }

  /** @returns a promise where the format needs what is not loaded yet */
  write(format: unknown): unknown {
    if (!format) return Date.now()
    if (format === 'object') return new Date()
    if (format === 'iso') return new Date().toISOString()
    const now = Date.now()
    const write = () => this.moment?.(now).format(String(format))
    return this.moment === undefined ? this.prepare().then(write) : write()
  }
}
