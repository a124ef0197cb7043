import type { RunningNode } from '../../runtime/define-node.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import { type HeldMessage, tooManyMessages } from '../../runtime/message/held-message.js'
import { afterDelay, repeatedly, type StopTimer } from '../../runtime/message/timer.js'
import type { TriggerValue } from './trigger-value.js'

export interface TriggerRules {
  readonly first: TriggerValue
  readonly second: TriggerValue
  /** Each message starts the wait again. */
  readonly extends: boolean
  /** Instead of a second message, the first is sent again and again. */
  readonly loops: boolean
  /** The output, from 0, of the second message. */
  readonly secondOutput: number
  /** How many topics may wait. */
  readonly limit: number
}

/** A topic whose second message is to come, or that waits for a reset. */
interface Topic {
  /** The message that the second one is made of. */
  held: HeldMessage
  /** Payload of the second message. */
  payload: unknown
  stopTimer: StopTimer | undefined
  /** The wait began again: only what begins it once more replaces the message. */
  isExtended: boolean
}

/** The topics that were triggered. One call at a time: reading a value may take its time. */
export class TriggerTopics {
  private readonly topics = new Map<string | undefined, Topic>()

  constructor(
    private readonly rules: TriggerRules,
    private readonly node: RunningNode,
  ) {}

  /** @param waitMs until the second message; 0: until a reset */
  async take(key: string | undefined, held: HeldMessage, waitMs: number): Promise<void> {
    const topic = this.topics.get(key)
    if (topic === undefined || this.rules.loops) await this.trigger(key, held, waitMs)
    else if (topic.stopTimer === undefined) held.release()
    else if (this.rules.extends && waitMs > 0) this.extend(key, topic, held, waitMs)
    else if (this.rules.second.kind === 'latest' && !topic.isExtended) replaceHeld(topic, held)
    else held.release()
  }

  reset(key: string | undefined): void {
    const topic = this.topics.get(key)
    topic?.stopTimer?.()
    topic?.held.release()
    this.topics.delete(key)
    this.showTopics()
  }

  close(): void {
    for (const { stopTimer, held } of this.topics.values()) {
      stopTimer?.()
      held.release()
    }
    this.topics.clear()
    this.node.status({})
  }

  private async trigger(key: string | undefined, held: HeldMessage, waitMs: number): Promise<void> {
    const { first, second, loops, limit } = this.rules
    if (!this.topics.has(key) && this.topics.size >= limit) throw tooManyMessages(limit)
    const { message, send } = held
    const latest = second.kind === 'latest' ? cloneMessage(message) : undefined
    const payload = loops ? undefined : await second.read(message)
    if (first.kind !== 'nothing') message.payload = await first.read(message)

    this.topics.get(key)?.stopTimer?.()
    const kept = latest === undefined ? held : { ...held, message: latest }
    const topic: Topic = { held: kept, payload, stopTimer: undefined, isExtended: false }
    this.topics.set(key, topic)
    this.showTopics()
    if (first.kind !== 'nothing') send(cloneMessage(message))
    if (waitMs > 0 && loops) topic.stopTimer = this.repeat(held, waitMs)
    else if (waitMs > 0) this.startTimer(key, topic, waitMs)
    if (waitMs === 0 || loops || second.kind === 'nothing') held.release()
  }

  private extend(key: string | undefined, topic: Topic, held: HeldMessage, waitMs: number): void {
    replaceHeld(topic, held)
    topic.isExtended = true
    topic.stopTimer?.()
    this.startTimer(key, topic, waitMs)
    if (this.rules.second.kind === 'nothing') held.release()
  }

  private startTimer(key: string | undefined, topic: Topic, waitMs: number): void {
    topic.stopTimer = afterDelay(waitMs, () => {
      this.topics.delete(key)
      if (topic.isExtended) this.showTopics()
      void this.sendSecond(topic)
        .catch(topic.held.fail)
        .then(() => topic.isExtended || this.showTopics())
    })
  }

  private async sendSecond({ held, payload }: Topic): Promise<void> {
    const { second, secondOutput } = this.rules
    const { message, send, release } = held
    if (second.kind === 'value') message.payload = isReadLate(second) ? await second.read(message) : payload
    if (second.kind !== 'nothing') send(secondOutput === 0 ? message : [null, message])
    release()
  }

  private repeat({ message, send }: HeldMessage, periodMs: number): StopTimer {
    const { first } = this.rules
    if (first.kind === 'nothing') return () => {}
    const sendAgain = async () => {
      if (first.type === 'date') message.payload = await first.read(message)
      send(cloneMessage(message))
    }
    return repeatedly(periodMs, () => void sendAgain().catch((error) => this.node.error(error, message)))
  }

  private showTopics(): void {
    const { size } = this.topics
    const text = size > 1 ? { text: String(size) } : {}
    this.node.status(size === 0 ? {} : { fill: 'blue', shape: 'dot', ...text })
  }
}

/** The time, and what is in context, are read when they are sent. */
const isReadLate = ({ type }: TriggerValue) => type === 'date' || type === 'flow' || type === 'global'

/** The one that was held until now is not needed any more. */
function replaceHeld(topic: Topic, held: HeldMessage): void {
  topic.held.release()
  topic.held = held
}
