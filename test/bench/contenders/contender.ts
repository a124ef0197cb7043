/** How a server or a flow is started to be measured. */
export interface StartOptions {
  /** A flow file's entries; only runtimes of flows take one, the others serve the documented flow. */
  flow: readonly object[]
  /** Opens a channel for the drives of `nodes/`. Without it the process is as users start it. */
  hasDrives?: boolean
  /** Does not wait until it serves: the start is what is measured. */
  isTimed?: boolean
  /** What it is asked for to see that it serves. */
  path?: string
}

export interface Contender {
  readonly name: string
  start(options: StartOptions): Promise<RunningContender>
}

export interface RunningContender {
  readonly pid: number
  readonly port: number
  /** When the process was started, as `performance.now()` tells it here. */
  readonly startedAt: number
  /** Sends an order to the drives of the flow, and gives the answer. */
  ask(order: object): Promise<{ messages: number; ms: number }>
  stop(): Promise<void>
}
