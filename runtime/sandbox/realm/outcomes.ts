/** What a call of a realm's function gives where it is not the message for the first output. */
export const outcomes = {
  /** Finished, nothing to send. */
  done: undefined,
  /** The host is told later, by the number of the invocation. */
  pending: 1,
  failed: 2,
} as const
