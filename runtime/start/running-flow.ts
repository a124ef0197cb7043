import { fingerprintPlans } from '../build/fingerprint.js'
import type { Graph, NodePlan } from '../build/graph.js'
import type { Behaviour } from '../define-node.js'
import type { EventRouter } from '../deliver/event-router.js'
import type { Scheduler } from '../deliver/scheduler.js'
import { createSend } from '../deliver/send.js'
import { Slot } from '../deliver/slot.js'
import { MillraceError } from '../errors.js'
import { bindConfig } from '../fields/bind-config.js'
import { outputNames } from '../message/named-outputs.js'
import { closeInReverse, closeNode } from './close-node.js'
import { type DeployKind, diffGraphs } from './diff.js'
import { type NodeServices, PlannedNode } from './running-node.js'
import type { StrayErrors } from './stray-errors.js'

/** A node that could not be made. */
export interface StartFailure {
  plan: NodePlan
  error: unknown
}

/** What a stop or a deploy gave up on. */
export interface Dropped {
  node: { id: string; type: string; name: string }
  /** Messages that waited for the node, or that it had not finished with. */
  count: number
}

export interface RunningFlowOptions {
  scheduler: Scheduler
  router: EventRouter
  services: NodeServices
  strayErrors: StrayErrors
  /** How long `close` of a node may take. */
  closeTimeoutMs: number
  /** How long messages in flight may take to leave nodes that stop. */
  drainTimeoutMs: number
  /** Told when a node was closed, so that what others keep for it can go: routes, context. */
  onClosed(plan: NodePlan, isRemoved: boolean): void
}

interface StopManner {
  /** Closed before messages in flight are waited for. */
  closesFirst(plan: NodePlan): boolean
  /** What must hold beside the nodes being done. */
  isQuiet(): boolean
  /** No node of that id comes after it. */
  isRemoved(plan: NodePlan): boolean
  /** Nodes are told that they are removed. At a stop they are not: they are to start again. */
  tellsRemoved: boolean
}

const emptyGraph: Graph = { plans: [], byId: new Map(), problems: [] }

/** The nodes that run, and the changes of them. */
export class RunningFlow {
  readonly slots = new Map<string, Slot>()
  private current: Graph = emptyGraph

  constructor(private readonly options: RunningFlowOptions) {}

  get graph(): Graph {
    return this.current
  }

  /**
   * Replaces the running graph: what differs stops, finishing its messages first, and what is new or differs starts.
   * Messages for a node that is being replaced wait for its successor. Gives the nodes that could not be made.
   */
  async apply(
    next: Graph,
    kind: DeployKind,
  ): Promise<{ failures: StartFailure[]; dropped: Dropped[]; started: number }> {
    // Where nothing runs there is nothing to compare with.
    if (this.current.plans.length > 0) {
      for (const { plans, byId } of [this.current, next]) fingerprintPlans(plans, byId)
    }
    const { stop, start } = diffGraphs(this.current, next, kind)
    const dropped = await this.stopPlans(stop, {
      closesFirst: isSource,
      isQuiet: () => true,
      isRemoved: (plan) => !next.byId.has(plan.id),
      tellsRemoved: true,
    })
    this.wire(next)
    const failures = await this.startPlans(start)
    this.release(start)
    return { failures, dropped, started: start.length - failures.length }
  }

  /**
   * Closes the sources, lets messages in flight finish up to the deadline, then closes the rest in reverse order.
   * Nodes that serve requests count among the rest: who stops the server first still has some to answer.
   */
  async stop(isQuiet: () => boolean): Promise<Dropped[]> {
    const closesFirst = (plan: NodePlan) => isSource(plan) && plan.nodeType.routes === undefined
    const plans = [...this.current.plans]
    const dropped = await this.stopPlans(plans, {
      closesFirst,
      isQuiet,
      isRemoved: () => true,
      tellsRemoved: false,
    })
    this.slots.clear()
    this.current = emptyGraph
    return dropped
  }

  private async stopPlans(plans: readonly NodePlan[], manner: StopManner): Promise<Dropped[]> {
    if (plans.length === 0) return []
    const { closesFirst, isQuiet, isRemoved, tellsRemoved } = manner
    const close = (plan: NodePlan) => this.closePlan(plan, tellsRemoved && isRemoved(plan))
    await Promise.all(plans.filter(closesFirst).map(close))
    const stopping = plans.map((plan) => this.slots.get(plan.id) as Slot)
    const { scheduler, drainTimeoutMs } = this.options
    const isDone = () => !stopping.some((slot) => slot.isBusy) || this.isAtRest()
    await scheduler.waitUntil(() => isQuiet() && isDone(), drainTimeoutMs)
    const dropped = this.settle(plans, isRemoved)
    await closeInReverse(plans, close)
    return dropped
  }

  /** All that is left are messages that wait for others, of which none are to come. */
  private isAtRest(): boolean {
    for (const slot of this.slots.values()) if (slot.isAtWork) return false
    return true
  }

  /** Takes stopped nodes out of the way of messages: for a removed one they are dropped, for another they wait. */
  private settle(plans: readonly NodePlan[], isRemoved: (plan: NodePlan) => boolean): Dropped[] {
    const counts = new Map<Slot, Dropped>()
    const count = (slot: Slot, plan: NodePlan, messages: number) => {
      if (messages === 0) return
      const { id, type, name } = plan
      const entry = counts.get(slot) ?? { node: { id, type, name }, count: 0 }
      entry.count += messages
      counts.set(slot, entry)
    }
    const planOf = new Map(plans.map((plan) => [this.slots.get(plan.id) as Slot, plan]))
    for (const [slot, plan] of planOf) {
      count(slot, plan, slot.active)
      if (isRemoved(plan)) slot.isGone = true
      else slot.held = []
    }
    for (const { slot, message } of this.options.scheduler.drop((slot) => planOf.has(slot))) {
      if (slot.held !== undefined) slot.held.push(message)
      else count(slot, planOf.get(slot) as NodePlan, 1)
    }
    return [...counts.values()]
  }

  private async closePlan(plan: NodePlan, isRemoved: boolean): Promise<void> {
    const slot = this.slots.get(plan.id) as Slot
    const { behaviour } = slot
    if (behaviour === undefined) return
    slot.behaviour = undefined
    const error = await closeNode(behaviour, isRemoved, this.options.closeTimeoutMs)
    if (error !== undefined)
      this.options.services.log(plan, 'error', `Closing failed: ${error.message}`, error)
    this.options.onClosed(plan, isRemoved)
  }

  /** Makes the slots of a graph and connects them as it says; slots that no longer have a plan go. */
  private wire(next: Graph): void {
    for (const id of [...this.slots.keys()]) {
      if (!next.byId.has(id)) this.slots.delete(id)
    }
    for (const plan of next.plans) this.slotFor(plan)
    for (const plan of next.plans) {
      const slot = this.slots.get(plan.id) as Slot
      slot.outputs = plan.wires.map((ids) => ids.flatMap((id) => this.slots.get(id) ?? []))
      slot.behaviour?.rewired?.(plan.wires)
    }
    this.current = next
    this.options.router.update(next, this.slots)
  }

  private slotFor(plan: NodePlan): Slot {
    const label = `${plan.type}${plan.name === '' ? '' : ` "${plan.name}"`} (${plan.id})`
    let slot = this.slots.get(plan.id)
    if (slot === undefined) {
      slot = new Slot(plan.id, label)
      slot.send = createSend(slot, this.options.scheduler)
      this.slots.set(plan.id, slot)
    }
    slot.label = label
    slot.readsOnly = plan.nodeType.readsOnly === true
    slot.outputNames = outputNames(plan.nodeType)
    return slot
  }

  /** Config nodes one after the other, since others refer to what they return; then all others at once. */
  private async startPlans(plans: readonly NodePlan[]): Promise<StartFailure[]> {
    const failures: StartFailure[] = []
    const pending: Array<Promise<void>> = []
    for (const plan of plans) {
      const made = this.startPlan(plan).catch((error: unknown) => {
        failures.push({ plan, error })
      })
      if (plan.nodeType.isConfig) await made
      else pending.push(made)
    }
    await Promise.all(pending)
    return failures
  }

  private async startPlan(plan: NodePlan): Promise<void> {
    const slot = this.slots.get(plan.id) as Slot
    const { services, strayErrors } = this.options
    const planned = new PlannedNode(plan, slot, services)
    const node = services.dress?.(planned, plan, slot) ?? planned
    const { nodeType } = plan
    const config = bindConfig(plan.config, nodeType.config, node, (field) => this.instanceFor(plan, field))
    const made: unknown = strayErrors.create(plan, () => nodeType.create(config, node))
    const behaviour: unknown = made instanceof Promise ? await made : made
    if (typeof behaviour !== 'object' || behaviour === null) {
      throw new MillraceError(
        'BAD_NODE_TYPE',
        `create() of the node type "${plan.type}" must return an object.`,
      )
    }
    slot.behaviour = behaviour as Behaviour
    slot.followedInput = strayErrors.follow(plan, slot.behaviour)
  }

  /** @throws MillraceError MISSING_CONFIG_NODE where the config node of a field does not run */
  private instanceFor(plan: NodePlan, field: string): unknown {
    const id = plan.references.get(field)
    const instance = id === undefined ? undefined : this.slots.get(id)?.behaviour
    if (id !== undefined && instance === undefined) {
      throw new MillraceError(
        'MISSING_CONFIG_NODE',
        `The config node ${id} that "${field}" refers to does not run.`,
      )
    }
    return instance
  }

  /** Messages that came while their node was replaced now go to its successor. */
  private release(plans: readonly NodePlan[]): void {
    for (const plan of plans) {
      const slot = this.slots.get(plan.id) as Slot
      const { held } = slot
      slot.held = undefined
      for (const message of held ?? []) this.options.scheduler.enqueue(slot, message)
    }
  }
}

/** A node that messages start from: it has no input, and no other node refers to it. */
function isSource({ nodeType }: NodePlan): boolean {
  return nodeType.hasInput === false && nodeType.isConfig !== true && nodeType.observes === undefined
}
