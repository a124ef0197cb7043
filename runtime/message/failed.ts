import { MillraceError } from '../errors.js'

/** An error of one message: it goes to catch nodes. */
export const failed = (message: string, cause?: unknown): MillraceError =>
  new MillraceError('NODE_FAILED', message, cause === undefined ? {} : { cause })

/** The first line of an error's text: libraries add excerpts and places on further lines. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
