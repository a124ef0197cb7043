import type { Graph, GroupScope, NodePlan } from '../build/graph.js'
import type { Observes, Status } from '../define-node.js'
import { MillraceError } from '../errors.js'
import { cloneMessage, cloneValue } from '../message/clone.js'
import type { Message } from '../message/message.js'
import type { Scheduler } from './scheduler.js'
import type { Slot } from './slot.js'

interface Observer {
  plan: NodePlan
  slot: Slot
  observes: Observes
}

type Observed = Record<Observes['event'], Observer[]>

/** The same error coming back to the node that it came from this often is a loop. */
const longestErrorLoop = 10

/**
 * Brings errors, states and completions to the nodes that observe them: those of the same flow, nearest group first,
 * then those of the flow around a subflow instance, which stands for its nodes there. A config node of no flow stands
 * where its users are.
 */
export class EventRouter {
  private byFlow = new Map<string, Observed>()
  private usersOf = new Map<string, NodePlan[]>()
  private byId: ReadonlyMap<string, NodePlan> = new Map()

  constructor(
    private readonly scheduler: Scheduler,
    private readonly warn: (plan: NodePlan, text: string) => void,
  ) {}

  /** Takes over a graph whose slots are made and wired. */
  update(graph: Graph, slots: ReadonlyMap<string, Slot>): void {
    this.byFlow = new Map()
    this.usersOf = new Map()
    this.byId = graph.byId
    for (const plan of graph.plans) {
      const slot = slots.get(plan.id) as Slot
      slot.completeObservers = undefined
      const observes = plan.nodeType.observes?.(plan.config, plan.wires)
      if (observes !== undefined) this.observedIn(plan.flow.id)[observes.event].push({ plan, slot, observes })
      for (const id of plan.references.values()) this.addUser(id, plan)
    }
    for (const { error, complete } of this.byFlow.values()) {
      error.sort((a, b) => catchRank(a.observes) - catchRank(b.observes))
      for (const observer of complete) this.observeCompletion(observer, graph, slots)
    }
  }

  /** Whether any node took the error. */
  error(plan: NodePlan, error: unknown, message: Message | undefined): boolean {
    const count = nextErrorCount(plan, message)
    if (count === longestErrorLoop) {
      this.warn(plan, 'The error came back to this node ten times; the message is dropped.')
      return false
    }
    return this.spread(plan, (at, flowId) => this.tellCatchers(plan, at, flowId, error, message, count))
  }

  status(plan: NodePlan, status: Status): void {
    this.spread(plan, (at, flowId) => this.tellStatus(plan, at, flowId, status))
  }

  complete(plan: NodePlan, message: Message, observers: readonly Slot[]): void {
    for (const observer of observers) {
      const told = cloneMessage(message)
      told.complete = { source: { id: plan.id, type: plan.type, name: plan.name } }
      this.scheduler.notify(observer, told)
    }
  }

  /** Asks the flow of the node, then outwards; `tell` gives whether a node of that flow took it. */
  private spread(plan: NodePlan, tell: (at: NodePlan, flowId: string) => boolean): boolean {
    if (plan.flow.kind === 'global') {
      const users = this.usersOf.get(plan.id) ?? []
      if (users.length > 0) return users.map((user) => this.spread(user, tell)).includes(true)
    }
    let at: NodePlan | undefined = plan
    while (at !== undefined) {
      if (tell(at, at.flow.id)) return true
      const instanceId: string | undefined = at.flow.instanceId
      at = instanceId === undefined ? undefined : this.byId.get(instanceId)
    }
    return false
  }

  private tellCatchers(
    plan: NodePlan,
    at: NodePlan,
    flowId: string,
    error: unknown,
    message: Message | undefined,
    count: number,
  ): boolean {
    let isHandled = false
    let isHandledByUncaught = false
    for (const { slot, observes } of this.candidates('error', at, flowId)) {
      if (observes.uncaughtOnly && !isHandledByUncaught) {
        if (isHandled) continue
        isHandledByUncaught = true
      }
      this.scheduler.notify(slot, errorMessage(plan, error, message, count))
      isHandled = true
    }
    return isHandled
  }

  private tellStatus(plan: NodePlan, at: NodePlan, flowId: string, status: Status): boolean {
    const candidates = this.candidates('status', at, flowId)
    for (const { slot } of candidates) {
      const told = cloneValue(status) as Status
      if (told.text !== undefined) told.text = String(told.text)
      told.source = { id: plan.id, type: plan.type, name: plan.name }
      this.scheduler.notify(slot, { status: told })
    }
    // A subflow with a status output speaks for itself: the states of its nodes stay inside.
    return candidates.length > 0 || at.flow.hasStatusOutput
  }

  /** The observers in a flow that a node's event is for, nearest group first. */
  private candidates(event: 'error' | 'status', at: NodePlan, flowId: string): Observer[] {
    const observers = this.byFlow.get(flowId)?.[event]
    if (observers === undefined || observers.length === 0) return []
    return observers
      .flatMap((observer) => {
        const distance = distanceTo(observer, at)
        return distance === undefined ? [] : [{ observer, distance }]
      })
      .sort((a, b) => a.distance - b.distance)
      .map(({ observer }) => observer)
  }

  private observeCompletion(
    { plan, slot, observes }: Observer,
    graph: Graph,
    slots: ReadonlyMap<string, Slot>,
  ): void {
    const { scope } = observes
    const ids = Array.isArray(scope)
      ? (scope as readonly string[])
      : graph.plans.filter((other) => other.flow === plan.flow && other.id !== plan.id).map(({ id }) => id)
    for (const id of ids) {
      const observed = slots.get(id)
      const observedPlan = graph.byId.get(id)
      if (observed === undefined || observedPlan?.flow !== plan.flow) continue
      // A subflow instance only hands on: it is never complete, as in Node-RED.
      if (observedPlan.structural !== undefined) continue
      observed.completeObservers ??= []
      observed.completeObservers.push(slot)
    }
  }

  private observedIn(flowId: string): Observed {
    let observed = this.byFlow.get(flowId)
    if (observed === undefined) {
      observed = { error: [], status: [], complete: [] }
      this.byFlow.set(flowId, observed)
    }
    return observed
  }

  private addUser(id: string, plan: NodePlan): void {
    const users = this.usersOf.get(id)
    if (users === undefined) this.usersOf.set(id, [plan])
    else users.push(plan)
  }
}

/** Catch nodes with a selection come before those for all, and those for uncaught errors last. */
function catchRank({ scope, uncaughtOnly }: Observes): number {
  if (scope !== 'all') return 0
  return uncaughtOnly ? 2 : 1
}

/** How many groups lie between a node and an observer; undefined where the observer's scope leaves the node out. */
function distanceTo({ plan, observes }: Observer, at: NodePlan): number | undefined {
  const { scope } = observes
  if (Array.isArray(scope) && !scope.includes(at.id)) return undefined
  const wantsGroup = scope === 'group' && plan.group !== undefined
  let distance = 0
  let group: GroupScope | undefined = at.group
  while (group !== undefined && group.id !== plan.group?.id) {
    distance++
    group = group.parent
  }
  return wantsGroup && group === undefined ? undefined : distance
}

function nextErrorCount(plan: NodePlan, message: Message | undefined): number {
  const source = (message?.error as { source?: { id?: string; count?: number } } | null | undefined)?.source
  return source?.id === plan.id ? (source.count ?? 0) + 1 : 1
}

/** The message that a catch node gets: the failed one, with what failed where; an earlier error moves to `_error`. */
function errorMessage(plan: NodePlan, error: unknown, message: Message | undefined, count: number): Message {
  const told = message === undefined ? {} : cloneMessage(message)
  if (Object.hasOwn(told, 'error')) told._error = told.error
  const source = { id: plan.id, type: plan.type, name: plan.name, count }
  const description: Record<string, unknown> = { message: describeError(error), source }
  if (typeof error === 'object' && error !== null) {
    if ('code' in error) description.code = error.code
    if (!(error instanceof MillraceError) && 'stack' in error) description.stack = error.stack
    if (Object.hasOwn(error, 'cause')) description.cause = (error as Error).cause
  }
  told.error = description
  return told
}

/** As Node-RED shows errors: `Error: text`, or the text itself where no Error was given. */
export function describeError(error: unknown): string {
  if (error instanceof MillraceError) return error.message
  try {
    return String(error)
  } catch {
    return 'An error that cannot be shown.'
  }
}
