import { ForeignMessage } from '../message/foreign.js'
import type { Carried, Slot } from './slot.js'

const initialCapacity = 1024

/**
 * First in, first out, in a ring of two arrays (a slot and a message per entry): no object is made for an entry, and
 * an array's `shift` would move everything behind it.
 */
export class DeliveryQueue {
  length = 0
  private slots: Array<Slot | undefined> = new Array(initialCapacity).fill(undefined)
  private messages: Array<Carried | undefined> = new Array(initialCapacity).fill(undefined)
  private head = 0
  private mask = initialCapacity - 1

  push(slot: Slot, message: Carried): void {
    if (this.length > this.mask) this.resize((this.mask + 1) * 2)
    const at = (this.head + this.length) & this.mask
    this.slots[at] = slot
    this.messages[at] = message
    this.length++
    slot.queued++
  }

  /** The slot that the next message is for; undefined when the queue is empty. */
  get headSlot(): Slot | undefined {
    return this.slots[this.head]
  }

  /** Removes the first entry; its slot must have been read from `headSlot` before. */
  take(): Carried {
    const at = this.head
    const message = this.messages[at] as Carried
    const slot = this.slots[at] as Slot
    this.slots[at] = undefined
    this.messages[at] = undefined
    this.head = (at + 1) & this.mask
    this.length--
    slot.queued--
    return message
  }

  /** The messages at the head, as far as all of them are of a realm and for nodes outside of it. */
  leavingRealm(realm: object, most: number): ForeignMessage[] {
    const leaving: ForeignMessage[] = []
    const end = Math.min(most, this.length)
    for (let index = 0; index < end; index++) {
      const at = (this.head + index) & this.mask
      const message = this.messages[at]
      if (!(message instanceof ForeignMessage) || message.realm !== realm) break
      if (this.slots[at]?.behaviour?.realm === realm) break
      leaving.push(message)
    }
    return leaving
  }

  /** Removes every message for which `test` holds, keeping the order of the others; gives what was removed. */
  remove(test: (slot: Slot) => boolean): Array<{ slot: Slot; message: Carried }> {
    const removed: Array<{ slot: Slot; message: Carried }> = []
    for (let left = this.length; left > 0; left--) {
      const slot = this.headSlot as Slot
      const message = this.take()
      if (test(slot)) removed.push({ slot, message })
      else this.push(slot, message)
    }
    if (this.length < initialCapacity) this.resize(initialCapacity)
    return removed
  }

  /** The slot that most of the queued messages are for. The queue must not be empty. */
  busiestSlot(): Slot {
    let busiest = this.headSlot as Slot
    for (let index = 0; index < this.length; index++) {
      const slot = this.slots[(this.head + index) & this.mask] as Slot
      if (slot.queued > busiest.queued) busiest = slot
    }
    return busiest
  }

  private resize(capacity: number): void {
    const slots: Array<Slot | undefined> = new Array(capacity).fill(undefined)
    const messages: Array<Carried | undefined> = new Array(capacity).fill(undefined)
    for (let index = 0; index < this.length; index++) {
      const from = (this.head + index) & this.mask
      slots[index] = this.slots[from]
      messages[index] = this.messages[from]
    }
    this.slots = slots
    this.messages = messages
    this.head = 0
    this.mask = capacity - 1
  }
}
