import type { AdminApplication } from '../admin/admin-application.js'
import { type Contexts, createContexts } from '../context/contexts.js'
import { EventRouter } from '../deliver/event-router.js'
import { Scheduler } from '../deliver/scheduler.js'
import type { Problem } from '../errors.js'
import { createHttpEntry, type HttpEntry } from '../http/http-entry.js'
import type { Log } from '../log.js'
import type { Runtime, RuntimeOptions } from '../options.js'
import type { LocalOptions, Preparation } from '../prepare.js'
import { CredentialKeeper } from './credential-keeper.js'
import { createEvents } from './events.js'
import { openAdmin } from './open-admin.js'
import { Peerage } from './peers.js'
import { RunningFlow } from './running-flow.js'
import { createServices, type RuntimeServices } from './services.js'
import type { StrayErrors } from './stray-errors.js'

/** What exists between a start and a stop. */
export interface Running {
  preparation: Preparation
  contexts: Contexts
  http: HttpEntry
  scheduler: Scheduler
  flow: RunningFlow
  services: RuntimeServices
  /** Where the options ask for it. */
  admin: AdminApplication | undefined
  endpoints: Runtime['endpoints']
  problems: Problem[]
}

/** What holds where neither an option nor a setting says otherwise; times in milliseconds. */
export const defaults = {
  port: 1880,
  host: '127.0.0.1',
  requestTimeoutMs: 120_000,
  maxInFlight: 1000,
  drainTimeoutMs: 5000,
  nodeCloseTimeoutMs: 15_000,
}

/** Makes the parts of a runtime and connects them. No node runs yet, and nothing listens. */
export async function createRunning(
  preparation: Preparation,
  {
    options,
    strayErrors,
    log,
  }: { options: RuntimeOptions & LocalOptions; strayErrors: StrayErrors; log: Log },
): Promise<Running> {
  const { settings, red } = preparation
  const server = red.environment?.http.entryServer
  const admin = await openAdmin(preparation, options, {
    host: options.host ?? defaults.host,
    view: { flow: () => flow, services: () => services },
  })
  const http = createHttpEntry({
    ...settings,
    ...(server === undefined ? {} : { server }),
    ...(admin === undefined ? {} : { front: admin.handle }),
    maxInFlight: options.maxInFlight ?? defaults.maxInFlight,
    requestTimeoutMs: options.requestTimeoutMs ?? defaults.requestTimeoutMs,
    onTimeout: ({ method, url, lastSeenAt, waitedMs }) => {
      const where = lastSeenAt === undefined ? 'It reached no node.' : `It was last seen at ${lastSeenAt}.`
      const message = `No node answered ${method} ${url} within ${Math.round(waitedMs / 1000)} s. ${where}`
      log({ level: 'warn', message })
    },
    log: (level, message) => log({ level, message }),
  })
  const contexts = createContexts({
    settings,
    ...(preparation.userDir === undefined ? {} : { userDir: preparation.userDir }),
    log: (level, message) => log({ level, message }),
  })
  await contexts.open()
  const events = createEvents({
    http,
    log,
    ...(admin === undefined ? {} : { onStatus: (plan, status) => admin.showStatus(plan, status) }),
  })
  const scheduler = new Scheduler(events)
  const router = new EventRouter(scheduler, events.warn)
  const peers = new Peerage(scheduler, events)
  const services = createServices({
    preparation,
    options,
    contexts,
    http,
    events,
    peers,
    credentials: new CredentialKeeper(settings.readOnly === true, log),
    log,
  })
  const { drainTimeoutMs = defaults.drainTimeoutMs } = options
  const flow = new RunningFlow({
    scheduler,
    router,
    services,
    strayErrors,
    closeTimeoutMs: (settings.nodeCloseTimeout as number | undefined) ?? defaults.nodeCloseTimeoutMs,
    drainTimeoutMs,
    onClosed: (plan, isRemoved) => {
      http.removeNode(plan.id)
      if (isRemoved) contexts.removeNode(plan.id, plan.flow.id)
    },
  })
  events.connect(flow, router)
  peers.connect(flow)
  red.connect({ flow, scheduler, router, services, http, events, contexts, log, drainTimeoutMs })
  return { preparation, contexts, http, scheduler, flow, services, admin, endpoints: [], problems: [] }
}
