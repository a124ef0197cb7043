import type { NodePlan } from '../build/graph.js'
import type { Status } from '../define-node.js'
import { describeError, type EventRouter } from '../deliver/event-router.js'
import { messageStorm, type SchedulerEvents } from '../deliver/scheduler.js'
import type { Carried, Slot } from '../deliver/slot.js'
import type { MillraceError } from '../errors.js'
import type { HttpEntry } from '../http/http-entry.js'
import type { Log, LogLevel } from '../log.js'
import { ForeignMessage } from '../message/foreign.js'
import type { Message } from '../message/message.js'
import { describeLogged } from './describe-logged.js'
import type { RunningFlow } from './running-flow.js'

/** What happens to nodes, brought to whom it concerns: catch, status and complete nodes, the log, the HTTP client. */
export interface RuntimeEvents extends SchedulerEvents {
  log(plan: NodePlan, level: LogLevel, text: string, error?: unknown): void
  warn(plan: NodePlan, text: string): void
  reportError(plan: NodePlan, error: unknown, message: Message | undefined): void
  reportStatus(plan: NodePlan, status: Status): void
  /** Called once the parts that refer to each other are made. */
  connect(flow: RunningFlow, router: EventRouter): void
}

export interface EventSinks {
  http: HttpEntry
  log: Log
  /** Told of each state that a node shows. */
  onStatus?: (plan: NodePlan, status: Status) => void
}

export function createEvents({ http, log, onStatus }: EventSinks): RuntimeEvents {
  let flow: RunningFlow
  let router: EventRouter
  const planOf = (slot: Slot) => flow.graph.byId.get(slot.id)

  const logNode = (plan: NodePlan, level: LogLevel, text: string, error?: unknown) => {
    const { id, type, name } = plan
    const node = { id, type, name, z: plan.flow.id, path: `${plan.flow.path}/${plan.alias}` }
    log({ level, message: text, node, ...(error === undefined ? {} : { error }) })
  }
  const reportError = (plan: NodePlan, error: unknown, message: Message | undefined) => {
    if (message !== undefined && router.error(plan, error, message)) return
    logNode(plan, 'error', describeError(describeLogged(error)), error)
    if (message !== undefined) http.failRequest(message, error)
  }
  return {
    log: logNode,
    warn: (plan, text) => logNode(plan, 'warn', text),
    reportError,
    reportStatus(plan, status) {
      onStatus?.(plan, status)
      router.status(plan, status)
    },
    failed(slot, error, carried) {
      const plan = planOf(slot)
      if (plan !== undefined) reportError(plan, error, toMessage(carried))
    },
    completed(slot, carried) {
      const plan = planOf(slot)
      if (plan !== undefined) router.complete(plan, toMessage(carried), slot.completeObservers ?? [])
    },
    storm(slot, dropped) {
      const plan = planOf(slot)
      const error = messageStorm(slot, dropped.length)
      if (plan !== undefined) logNode(plan, 'error', error.message, error)
      for (const carried of dropped) failOpenRequest(http, carried, error)
    },
    seen: (slot, response) => http.seenAt(response, slot.label),
    connect(running, routes) {
      flow = running
      router = routes
    },
  }
}

function failOpenRequest(http: HttpEntry, carried: Carried, error: MillraceError): void {
  const message = carried instanceof ForeignMessage ? carried.toBareMessage() : carried
  if (message.res !== undefined) http.failRequest(message, error)
}

function toMessage(carried: Carried): Message {
  return carried instanceof ForeignMessage ? carried.toMessage() : carried
}
