/**
 * The memory that the main thread shares with the watchdog's thread: which call runs, since when is seen by the
 * counter having changed, and who may touch what.
 *
 * The watchdog may only interrupt the realm's own code: host code that is cut off in the middle leaves a broken
 * queue behind. So the state says on which side the main thread is, and the watchdog changes `inRealm` to
 * `interrupting` with one atomic step before it sends the signal. Whoever finds `interrupting` waits for it.
 */
export const cells = {
  state: 0,
  /** Counts calls, so that the watchdog sees a new one. */
  calls: 1,
  /** Longest time of the running call, in milliseconds. */
  limit: 2,
  /** Set to 1 by the watchdog while its thread can interrupt. */
  isReady: 3,
  /** Set to 1 to stop the watchdog. */
  isStopping: 4,
  /** Why the watchdog interrupted; see {@link reasons}. */
  reason: 5,
  /** How much the process may grow during one call, in megabytes. */
  memory: 6,
  /** Never changes: what the watchdog sleeps on. */
  sleep: 7,
  /** Set to 1 by the main thread once it listens for SIGINT no more: the watchdog's thread takes it over then. */
  mayEnter: 8,
  /** Set to 1 by the main thread from before it enters a run until after it has left it. */
  inRun: 9,
} as const

export const cellCount = 10

export const states = { idle: 0, inRealm: 1, inHost: 2, interrupting: 3 } as const

export const reasons = { time: 1, memory: 2 } as const
