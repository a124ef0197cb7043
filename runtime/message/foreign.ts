import type { Message } from './message.js'

/**
 * A message whose objects live in a sandbox's realm. The host never looks into it: it is carried from one node of
 * that realm to the next as it is, and copied out for every other reader.
 */
export abstract class ForeignMessage {
  /** Which realm; behaviours that declare the same one get the message natively. */
  abstract readonly realm: object
  /** Whether the copy that `toMessage` gives next is made already. */
  get isCopied(): boolean {
    return false
  }
  /** A copy made of the host's own objects. */
  abstract toMessage(): Message
  /**
   * Makes the copies that `toMessage` of this message and of the next ones will give, in one run of the realm, since
   * entering it can cost more than a copy. What fails is thrown by the `toMessage` that it belongs to.
   */
  copyWith(_next: readonly ForeignMessage[]): void {}
  /** What can be had of the message without running any code of the realm: its id, and the request it is for. */
  abstract toBareMessage(): Message
  /** A copy in the same realm. */
  abstract clone(): ForeignMessage
}

/**
 * A value of the context whose objects live in a sandbox's realm, where functions share and change it. Stores keep it
 * in the place of the value; the host reads copies of it, as it is at that moment, and writes into it by path.
 */
export abstract class ForeignValue {
  /** A copy, made of the host's own objects, of what the keys lead to. */
  abstract read(keys: ReadonlyArray<string | number>): unknown
  /** What the keys lead to, for functions of the same realm: a foreign value or a primitive one. */
  abstract at(keys: ReadonlyArray<string | number>): unknown
  /** Sets what the keys lead to; undefined deletes it. What is missing on the way is made. */
  abstract write(keys: ReadonlyArray<string | number>, value: unknown): void
  /** A value of the host, brought into the same realm. */
  abstract adopt(value: object): ForeignValue
}

/**
 * Runs code that may have to be stopped from outside. Nodes that share a guard are called in batches: one entry for
 * consecutive messages, since entering costs more than most calls.
 */
export interface Guard {
  /**
   * Calls `body`, which delivers the messages at the head of the queue that are for nodes of this guard.
   *
   * @throws MillraceError NODE_TIMEOUT where the running call was interrupted: it is that message's error, and the
   *   rest of the batch is delivered in a new entry
   */
  run(body: () => void): void
}
