import type { Recorded } from './record.js'

/** A flow in one of the runtimes that are compared. */
export interface RunningPeer {
  /** What came out of it up to now, in order. */
  readonly recorded: Recorded[]
  /** Where it answers requests. */
  readonly url: string
  stop(): Promise<void>
}

/** What a runtime finds in its environment; both the same, but for the folder that its flows may write into. */
export function environmentWith(folder: string): Record<string, string> {
  return {
    COMPARE_GREETING: 'hello',
    COMPARE_NUMBER: '42',
    COMPARE_JSON: '{"a":[1,2]}',
    COMPARE_EMPTY: '',
    COMPARE_FOLDER: folder,
  }
}
