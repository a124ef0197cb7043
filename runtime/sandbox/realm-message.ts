import { ForeignMessage } from '../message/foreign.js'
import type { Message } from '../message/message.js'

/** What the messages of a realm need of it. */
export interface MessageRealm {
  toMessage(value: object): Message
  /** What can be had of a message without running any code of the realm. */
  toBareMessage(value: object): Message
  clone(value: object): object
}

/** A message as a function of a contained realm made it. */
export class RealmMessage extends ForeignMessage {
  /** Copying it ran into an error or the time limit: it is not tried again. */
  private isBroken = false

  constructor(
    readonly realm: MessageRealm,
    /** The realm's own object: carried, never looked into. */
    readonly value: object,
  ) {
    super()
  }

  toMessage(): Message {
    if (this.isBroken) return this.toBareMessage()
    this.isBroken = true
    const message = this.realm.toMessage(this.value)
    this.isBroken = false
    return message
  }

  toBareMessage(): Message {
    return this.realm.toBareMessage(this.value)
  }

  clone(): RealmMessage {
    return new RealmMessage(this.realm, this.realm.clone(this.value))
  }
}
