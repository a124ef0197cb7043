import { MillraceError } from '../errors.js'
import type { Message } from '../message/message.js'
import type { CopyOut } from './bridge/copy-out.js'
import type { Entry, WatchedCall } from './entry.js'
import type { Boundary } from './function-runner.js'
import type { RealmExports } from './realm/realm.js'
import { type MessageRealm, RealmMessage } from './realm-message.js'
import { type Keys, RealmValue, type ValueRealm } from './realm-value.js'

/** Copies messages, and values of contexts, into a contained realm and out of it. */
export class ContainedBoundary implements Boundary, MessageRealm, ValueRealm {
  private readonly call: WatchedCall

  constructor(
    private readonly realm: RealmExports,
    private readonly copyOut: CopyOut,
    private readonly entry: Entry,
    limitMs: number,
  ) {
    this.call = { label: 'Copying a message or context value of a function node', limitMs }
  }

  enter(message: Message | RealmMessage): unknown {
    if (message instanceof RealmMessage && message.realm === this) return message.value
    let native: unknown
    try {
      native = this.realm.copyIn(message)
    } catch {
      throw new MillraceError(
        'NODE_FAILED',
        'The message is too large or too deep to be copied into the function.',
      )
    }
    return native
  }

  adopt(message: Message): RealmMessage {
    return new RealmMessage(this, this.enter(message) as object)
  }

  leave(message: object): RealmMessage {
    return new RealmMessage(this, message)
  }

  toMessage(value: object): Message {
    return this.copy(() => this.copyOut.copyMessage(value)) as Message
  }

  toBareMessage(value: object): Message {
    return this.copyOut.copyBare(value)
  }

  clone(value: object): object {
    const clone = this.copy(() => this.realm.clone(value))
    if (clone === undefined) throw copyFailed()
    return clone as object
  }

  runSteps(steps: Iterable<() => void>): void {
    const { limitMs } = this.call
    this.entry.enter(() => {
      for (const step of steps) {
        if (!this.entry.canCall(limitMs)) break
        step()
      }
    }, limitMs)
  }

  readValue(value: object, keys: Keys): unknown {
    return this.copy(() => this.copyOut.copy(this.realm.at(value, keys)))
  }

  valueAt(value: object, keys: Keys): unknown {
    return this.copy(() => this.realm.at(value, keys))
  }

  writeValue(value: object, keys: Keys, item: unknown): void {
    this.copy(() => this.realm.put(value, keys, this.realm.copyIn(item)))
  }

  adoptValue(value: object): RealmValue {
    return new RealmValue(this, this.copy(() => this.realm.copyIn(value)) as object)
  }

  /** Copying may run getters of the message: it is watched like a call. */
  private copy(make: () => unknown): unknown {
    let copy: unknown
    let isMade = false
    const run = () => {
      try {
        copy = make()
        isMade = true
      } catch {
        // What a getter threw stays in the realm.
      }
    }
    if (this.entry.isInside) this.entry.watchInside(this.call, run)
    else this.entry.enter(() => this.entry.watchInside(this.call, run), this.call.limitMs)
    if (!isMade) throw copyFailed()
    return copy
  }
}

function copyFailed(): MillraceError {
  return new MillraceError(
    'NODE_FAILED',
    'A message or context value of a function node could not be copied: it is too large or too deep, or a getter of it threw.',
  )
}
