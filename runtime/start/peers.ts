import type { NodePlan } from '../build/graph.js'
import type { PeerInfo, Peers, Status } from '../define-node.js'
import type { Scheduler } from '../deliver/scheduler.js'
import type { ForeignMessage } from '../message/foreign.js'
import type { Message } from '../message/message.js'
import type { RuntimeEvents } from './events.js'
import type { RunningFlow } from './running-flow.js'

/** How nodes of a runtime reach each other beside wires. */
export class Peerage implements Peers {
  private flow: RunningFlow | undefined

  constructor(
    private readonly scheduler: Scheduler,
    private readonly events: RuntimeEvents,
  ) {}

  connect(flow: RunningFlow): void {
    this.flow = flow
  }

  deliver(id: string, message: Message): boolean {
    const slot = this.flow?.slots.get(id)
    if (slot === undefined || slot.isGone) return false
    message._msgid ??= this.scheduler.generateId()
    this.scheduler.enqueue(slot, message)
    return true
  }

  answer(id: string, ticket: string, message: Message): boolean {
    const behaviour = this.flow?.slots.get(id)?.behaviour
    if (behaviour?.answer === undefined) return false
    behaviour.answer(ticket, message)
    return true
  }

  complete(id: string, message: Message | ForeignMessage): void {
    const slot = this.flow?.slots.get(id)
    if (slot !== undefined && !slot.isGone) this.scheduler.complete(slot, message)
  }

  setStatus(id: string, status: Status): void {
    const plan = this.flow?.graph.byId.get(id)
    if (plan !== undefined) this.events.reportStatus(plan, status)
  }

  get(id: string): PeerInfo | undefined {
    const plan = this.flow?.graph.byId.get(id)
    return plan === undefined ? undefined : describePeer(plan)
  }

  find(test: (node: PeerInfo) => boolean): PeerInfo[] {
    return (this.flow?.graph.plans ?? []).map(describePeer).filter(test)
  }
}

function describePeer({ id, type, name, flow }: NodePlan): PeerInfo {
  return { id, type, name, z: flow.id, inSubflow: flow.kind === 'subflow' }
}
