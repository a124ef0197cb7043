import type { Contexts } from '../context/contexts.js'
import type { EventRouter } from '../deliver/event-router.js'
import type { Scheduler } from '../deliver/scheduler.js'
import type { HttpEntry } from '../http/http-entry.js'
import type { Log } from '../log.js'
import type { RuntimeEvents } from '../start/events.js'
import type { RunningFlow } from '../start/running-flow.js'
import type { RuntimeServices } from '../start/services.js'

/** The runtime that an environment serves, between its start and its stop. */
export interface RedRuntime {
  readonly flow: RunningFlow
  readonly scheduler: Scheduler
  readonly router: EventRouter
  readonly services: RuntimeServices
  readonly http: HttpEntry
  readonly events: RuntimeEvents
  readonly contexts: Contexts
  readonly log: Log
  /** How long messages in flight may take at a stop. */
  readonly drainTimeoutMs: number
}
