import type { Message, Sendable } from '../message/message.js'
import type { Carried, Slot } from './slot.js'

/** Stands in the way of all messages of a runtime: there is one only while somebody has asked for that. */
export interface Interceptor {
  /** Takes the place of sending along a slot's wires. */
  send(slot: Slot, messages: Sendable, clone: boolean): void
  /** Whether a node gets a message that is about to be handed to it. Not asked for nodes that see to it themselves. */
  lets(slot: Slot, message: Message): boolean | Promise<boolean>
  /** A node was handed a message. */
  handed(slot: Slot, message: Carried): void
  /** A node has finished with a message. */
  completed(slot: Slot, message: Carried, error?: unknown): void
}
