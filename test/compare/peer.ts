import type { Recorded } from './record.js'

/** A flow in one of the runtimes that are compared. */
export interface RunningPeer {
  /** What came out of it up to now, in order. */
  readonly recorded: Recorded[]
  /** Where it answers requests. */
  readonly url: string
  stop(): Promise<void>
}

/** What both runtimes find in their environment. */
export const environment = {
  COMPARE_GREETING: 'hello',
  COMPARE_NUMBER: '42',
  COMPARE_JSON: '{"a":[1,2]}',
  COMPARE_EMPTY: '',
}
