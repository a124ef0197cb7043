import { ForeignMessage } from '../message/foreign.js'
import type { Message } from '../message/message.js'

/** What the messages of a realm need of it. */
export interface MessageRealm {
  toMessage(value: object): Message
  /** What can be had of a message without running any code of the realm. */
  toBareMessage(value: object): Message
  clone(value: object): object
  /** Runs the steps one after the other in one run, as far as it has time for them. */
  runSteps(steps: Iterable<() => void>): void
}

/** A message as a function of a contained realm made it. */
export class RealmMessage extends ForeignMessage {
  /** Copying it ran into an error or the time limit: it is not tried again. */
  private isBroken = false
  /** What copying it ahead came to. */
  private ahead: { message: Message } | { error: unknown } | undefined

  constructor(
    readonly realm: MessageRealm,
    /** The realm's own object: carried, never looked into. */
    readonly value: object,
  ) {
    super()
  }

  override get isCopied(): boolean {
    return this.ahead !== undefined
  }

  toMessage(): Message {
    const { ahead } = this
    this.ahead = undefined
    if (ahead === undefined) return this.copy()
    if ('error' in ahead) throw ahead.error
    return ahead.message
  }

  override copyWith(next: readonly ForeignMessage[]): void {
    let current: RealmMessage = this
    const steps = [this, ...next].map((message) => () => {
      current = message as RealmMessage
      current.copyAhead()
    })
    try {
      this.realm.runSteps(steps)
    } catch (error) {
      current.ahead = { error }
    }
  }

  private copyAhead(): void {
    try {
      this.ahead = { message: this.copy() }
    } catch (error) {
      this.ahead = { error }
    }
  }

  private copy(): Message {
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
