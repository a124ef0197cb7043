import { cloneMessage } from '../../runtime/message/clone.js'
import { type HeldMessage, tooManyMessages } from '../../runtime/message/held-message.js'
import type { Message, Send } from '../../runtime/message/message.js'
import type { Property } from '../../runtime/message/property.js'
import { afterDelay, type StopTimer } from '../../runtime/message/timer.js'
import { failTogether, type Parts } from './held-sequences.js'
import { type Collected, collect, type JoinShape, type Place } from './join-result.js'

/** What a message adds to which group. */
export interface Addition {
  /** Of the group; any value. */
  readonly id: unknown
  readonly shape: JoinShape
  /** The property of the message that the result goes to. */
  readonly property: Property
  /** How many values make the group complete; 0: not by their number. */
  readonly target: number
  /** Undefined: the message has nothing to add. */
  readonly added: { readonly value: unknown; readonly place: Place } | undefined
}

export interface GroupRules {
  /** How many messages may wait. */
  readonly limit: number
  /** After how long a group is sent as it is; 0: never. */
  readonly timeoutMs: number
  /** A group goes on after it was sent, and is sent again with each further message. */
  readonly accumulates: boolean
  warn(text: string): void
}

interface Group {
  readonly id: unknown
  readonly collected: Collected
  readonly property: Property
  target: number
  /** The properties of all messages up to now, later ones first. */
  readonly message: Message
  send: Send
  /** Those whose values are in the result to come, by the key that a later value replaces them by. */
  readonly waiting: Map<unknown, HeldMessage>
  weight: number
  stopTimer?: StopTimer
}

/** Groups of messages that are to be joined. Beyond the limit the oldest one is given up, with an error. */
export class JoinGroups {
  private readonly groups = new Map<unknown, Group>()
  private weight = 0

  constructor(private readonly rules: GroupRules) {}

  /** @throws MillraceError where the value cannot be joined to the others */
  add(held: HeldMessage, addition: Addition): void {
    const { message } = held
    const isComplete = Object.hasOwn(message, 'complete')
    const group = this.groups.get(addition.id) ?? this.prepare(held, addition)
    if (addition.added === undefined) held.release()
    else this.put(group, held, addition.added)
    if (!this.groups.has(group.id)) this.open(group)

    Object.assign(group.message, message)
    group.send = held.send
    group.target ||= Number((message.parts as Parts | undefined)?.count) || 0
    if (isComplete || (group.target > 0 && group.collected.size >= group.target)) this.sendResult(group)
    else if (this.weight > this.rules.limit) this.giveUpOldest()
  }

  /** Sends a group as it is; nothing where there is none. */
  complete(id: unknown, message: Message, send: Send): void {
    const group = this.groups.get(id)
    if (group === undefined) return
    group.message.complete = message.complete
    group.send = send
    this.sendResult(group)
  }

  /** How many messages wait for others; with a time limit, none waits for others alone. */
  countWaiting(): number {
    if (this.rules.timeoutMs > 0) return 0
    let count = 0
    for (const { waiting } of this.groups.values()) count += waiting.size
    return count
  }

  restartTimer(id: unknown): void {
    const group = this.groups.get(id)
    if (group !== undefined) this.startTimer(group)
  }

  reset(id: unknown): void {
    const group = this.groups.get(id)
    if (group !== undefined) releaseWaiting(this.remove(group))
  }

  resetAll(): void {
    for (const id of [...this.groups.keys()]) this.reset(id)
  }

  private prepare({ message, send }: HeldMessage, { id, shape, property, target }: Addition): Group {
    const waiting = new Map<unknown, HeldMessage>()
    return {
      id,
      collected: collect(shape),
      property,
      target,
      message: { ...message },
      send,
      waiting,
      weight: 0,
    }
  }

  private open(group: Group): void {
    this.groups.set(group.id, group)
    this.startTimer(group)
  }

  private startTimer(group: Group): void {
    const { timeoutMs } = this.rules
    group.stopTimer?.()
    if (timeoutMs > 0) group.stopTimer = afterDelay(timeoutMs, () => this.sendResult(group))
  }

  private put(group: Group, held: HeldMessage, { value, place }: { value: unknown; place: Place }): void {
    const key = group.collected.add(value, place) ?? held
    group.waiting.get(key)?.release()
    group.waiting.set(key, held)
    const weight = Math.max(group.collected.size, group.waiting.size)
    this.weight += weight - group.weight
    group.weight = weight
  }

  private sendResult(group: Group): void {
    const goesOn = this.rules.accumulates && !Object.hasOwn(group.message, 'complete')
    group.stopTimer?.()
    if (!goesOn) this.remove(group)
    const message = { ...group.message }
    group.property.set(message, group.collected.build(), true)
    leaveSequence(message)
    delete message.complete
    // What goes on being collected must not be changed by those who get it.
    group.send(goesOn ? cloneMessage(message) : message)
    releaseWaiting(group)
  }

  private giveUpOldest(): void {
    const group = this.remove(this.groups.values().next().value as Group)
    const error = tooManyMessages(this.rules.limit, group.weight)
    if (group.waiting.size === 0) this.rules.warn(error.message)
    failTogether([...group.waiting.values()], error)
  }

  private remove(group: Group): Group {
    group.stopTimer?.()
    this.groups.delete(group.id)
    this.weight -= group.weight
    return group
  }
}

/** A message that was part of a sequence within another one is part of that one again. */
function leaveSequence(message: Message): void {
  const outer = (message.parts as Parts | null | undefined)?.parts
  if (outer === undefined) delete message.parts
  else message.parts = outer
}

function releaseWaiting({ waiting }: Group): void {
  for (const held of waiting.values()) held.release()
  waiting.clear()
}
