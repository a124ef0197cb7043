import { cloneMessage, clonesOf } from '../message/clone.js'
import { ForeignMessage } from '../message/foreign.js'
import type { OutputSend, Sendable } from '../message/message.js'
import { addOutputs } from '../message/named-outputs.js'
import type { Scheduler } from './scheduler.js'
import type { Carried, Slot } from './slot.js'

/**
 * Makes the function that sends along a slot's wires.
 *
 * The very first delivery of a call carries the message itself and each later one a clone, also where the messages
 * differ: two of them may share a payload. Messages without an id get the one of the first message that has one, or
 * a new one. Both as Node-RED does it.
 */
export function createSend(slot: Slot, scheduler: Scheduler): OutputSend {
  const send = (messages: Sendable, clone = false) => {
    if (messages === null || messages === undefined || slot.isGone) return
    if (scheduler.interceptor !== undefined) {
      scheduler.interceptor.send(slot, messages, clone)
      return
    }
    if (Array.isArray(messages)) {
      sendToOutputs(slot, scheduler, messages, clone)
      return
    }
    const message = messages as Carried
    if (typeof message !== 'object') return
    const readers = slot.outputs[0]
    if (readers === undefined || readers.length === 0) return
    if (!(message instanceof ForeignMessage) && message._msgid === undefined)
      message._msgid = scheduler.generateId()
    if (readers.length === 1) scheduler.enqueue(readers[0] as Slot, clone ? copy(message) : message)
    else sendToReaders(scheduler, readers, message, clone)
  }
  return addOutputs(send, () => slot.outputNames)
}

/** Delivers to each reader: the message itself to the first unless `clone`, clones to the others. */
function sendToReaders(scheduler: Scheduler, readers: Slot[], message: Carried, clone: boolean): void {
  if (readers.every(readsOnly)) {
    const shared = clone ? copy(message) : message
    for (const reader of readers) scheduler.enqueue(reader, shared)
    return
  }
  const next = message instanceof ForeignMessage ? () => message.clone() : clonesOf(message)
  let isFirst = !clone
  for (const reader of readers) {
    scheduler.enqueue(reader, isFirst ? message : next())
    isFirst = false
  }
}

/** Output by output, and in each wire by wire: a reader gets all messages of a list before the next reader does. */
function sendToOutputs(
  slot: Slot,
  scheduler: Scheduler,
  outputs: Exclude<Sendable, Carried | null | undefined>,
  clone: boolean,
): void {
  const id = firstId(outputs) ?? scheduler.generateId()
  let clonesRest = clone
  for (let output = 0; output < outputs.length && output < slot.outputs.length; output++) {
    const messages = listOf(outputs[output]).filter(isMessage)
    for (const message of messages) {
      if (!(message instanceof ForeignMessage) && message._msgid === undefined) message._msgid = id
    }
    for (const reader of slot.outputs[output] as Slot[]) {
      for (const message of messages) {
        scheduler.enqueue(reader, clonesRest ? copy(message) : message)
        clonesRest = true
      }
    }
  }
}

export function isMessage(message: unknown): message is Carried {
  return typeof message === 'object' && message !== null
}

function firstId(outputs: readonly unknown[]): string | undefined {
  for (const output of outputs) {
    for (const message of listOf(output)) {
      if (typeof message !== 'object' || message === null || message instanceof ForeignMessage) continue
      const id = (message as { _msgid?: string })._msgid
      if (id !== undefined) return id
    }
  }
  return undefined
}

export function listOf(output: unknown): readonly unknown[] {
  return Array.isArray(output) ? output : [output]
}

export function copy(message: Carried): Carried {
  return message instanceof ForeignMessage ? message.clone() : cloneMessage(message)
}

function readsOnly(slot: Slot): boolean {
  return slot.readsOnly
}
