import type { Interceptor } from '../deliver/interceptor.js'
import { copy, isMessage, listOf } from '../deliver/send.js'
import type { Carried, Slot } from '../deliver/slot.js'
import { ForeignMessage } from '../message/foreign.js'
import type { Message, Sendable } from '../message/message.js'
import type { RedEnvironment } from './environment.js'
import type { HookTable } from './hook-table.js'
import type { RedNode } from './red-node.js'
import type { RedRuntime } from './red-runtime.js'

type NodeInfo = RedNode | null

/** A message on its way along one wire, as hooks see it and may change it. */
export interface SendEvent {
  msg: Message
  source: { id: string; node: NodeInfo; port: number }
  destination: { id: string; node: NodeInfo | undefined }
  cloneMessage: boolean
}

/** Delivers messages with the hooks `onSend preRoute preDeliver postDeliver onReceive postReceive onComplete`. */
export class HookedDelivery implements Interceptor {
  constructor(
    private readonly environment: RedEnvironment,
    private readonly table: HookTable,
    private readonly runtime: RedRuntime,
  ) {}

  send(slot: Slot, messages: Sendable, clone: boolean): void {
    const events = this.listEvents(slot, messages, clone)
    if (events.length === 0) return
    whenTrue(this.run('onSend', events, slot), () => {
      for (const event of events) this.route(event, slot)
    })
  }

  lets(slot: Slot, message: Message): boolean | Promise<boolean> {
    return this.run('onReceive', this.receiveEvent(slot, message), slot)
  }

  handed(slot: Slot, message: Carried): void {
    if (this.table.has('postReceive'))
      void this.run('postReceive', this.receiveEvent(slot, toMessage(message)), slot)
  }

  completed(slot: Slot, message: Carried, error?: unknown): void {
    if (!this.table.has('onComplete')) return
    const node = { id: slot.id, node: this.nodeOf(slot.id) }
    void this.run('onComplete', { msg: toMessage(message), error, node }, slot)
  }

  /** One event for each wire and message; all but the very first are to be cloned. */
  private listEvents(slot: Slot, messages: Sendable, clone: boolean): SendEvent[] {
    const outputs: readonly unknown[] = Array.isArray(messages) ? messages : [messages]
    const source = { id: slot.id, node: this.nodeOf(slot.id) }
    const events: SendEvent[] = []
    slot.outputs.forEach((readers, port) => {
      const sent = listOf(outputs[port]).filter(isMessage).map(toMessage)
      for (const { id } of readers) {
        for (const msg of sent) {
          const cloneMessage = clone || events.length > 0
          events.push({
            msg,
            source: { ...source, port },
            destination: { id, node: undefined },
            cloneMessage,
          })
        }
      }
    })
    const withId = events.find(({ msg }) => msg._msgid)
    const id = withId?.msg._msgid ?? this.runtime.scheduler.generateId()
    for (const { msg } of events) msg._msgid ||= id
    return events
  }

  private route(event: SendEvent, from: Slot): void {
    whenTrue(this.run('preRoute', event, from), () => {
      const slot = this.runtime.flow.slots.get(event.destination.id)
      if (slot === undefined) return
      event.destination.node = this.nodeOf(slot.id)
      if (event.cloneMessage) event.msg = copy(event.msg) as Message
      whenTrue(this.run('preDeliver', event, from), () => {
        this.runtime.scheduler.enqueue(slot, event.msg)
        void this.run('postDeliver', event, from)
      })
    })
  }

  private receiveEvent(slot: Slot, msg: Message) {
    return { msg, destination: { id: slot.id, node: this.nodeOf(slot.id) } }
  }

  /** A hook's error is the error of the node that sends or receives. */
  private run(hook: string, payload: unknown, slot: Slot): boolean | Promise<boolean> {
    return this.table.run(hook, payload, (error) => {
      const plan = this.runtime.flow.graph.byId.get(slot.id)
      if (plan !== undefined) this.runtime.services.reportError(plan, error, messageOf(payload))
    })
  }

  private nodeOf(id: string): NodeInfo {
    return this.environment.nodes.get(id)
  }
}

function messageOf(payload: unknown): Message | undefined {
  return (payload as { msg?: Message }).msg
}

function toMessage(message: Carried): Message {
  return message instanceof ForeignMessage ? message.toMessage() : message
}

function whenTrue(answer: boolean | Promise<boolean>, act: () => void): void {
  if (answer === true) act()
  else if (answer !== false) void answer.then((mayGoOn) => mayGoOn && act())
}
