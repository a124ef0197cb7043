import { ForeignMessage } from '../message/foreign.js'
import type { Message } from '../message/message.js'

/** What the messages of a realm need of it. */
export interface MessageRealm {
  toMessage(value: object): Message
  clone(value: object): object
}

/** A message as a function of a contained realm made it. */
export class RealmMessage extends ForeignMessage {
  constructor(
    readonly realm: MessageRealm,
    /** The realm's own object: carried, never looked into. */
    readonly value: object,
  ) {
    super()
  }

  toMessage(): Message {
    return this.realm.toMessage(this.value)
  }

  clone(): RealmMessage {
    return new RealmMessage(this.realm, this.realm.clone(this.value))
  }
}
