import timezone from 'moment-timezone'

/** The date library of `$moment` in expressions, with time zones. Large: load it only where an expression asks for it. */
export const moment: (...parameters: unknown[]) => { format(format?: string): string } = timezone as never
