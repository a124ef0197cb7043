import { getHeapStatistics } from 'node:v8'
import { MillraceError } from '../errors.js'
import { ForeignMessage, type Guard } from '../message/foreign.js'
import { Holding } from '../message/held-message.js'
import { createIdSource } from '../message/ids.js'
import type { Message } from '../message/message.js'
import type { Interceptor } from './interceptor.js'
import { DeliveryQueue } from './queue.js'
import type { Carried, Slot } from './slot.js'

/** Longest time that deliveries keep sockets and timers waiting. */
const batchMs = 8
/** Deliveries between two looks at the clock. */
const deliveriesPerLook = 64
const deepestNotification = 8
/** Messages that are copied out of a realm ahead of their delivery: what waits in between are other such messages. */
const copiesPerRun = 63
/** From this length on the queue is watched; beyond {@link stormLength} it is a storm whatever memory there is. */
const watchedLength = 50_000
const stormLength = 2_000_000
const entriesPerHeapLook = 10_000
const stormHeapShare = 0.6

export interface SchedulerEvents {
  /** A node threw or rejected on a message. */
  failed(slot: Slot, error: unknown, message: Carried): void
  /** A node has finished with a message, and `slot.completeObservers` is set. */
  completed(slot: Slot, message: Carried): void
  /** More messages than memory can hold were sent: those of the node with the most of them were dropped. */
  storm(slot: Slot, dropped: Carried[]): void
  /** A message that carries a response is about to be handed to a node. */
  seen(slot: Slot, response: unknown): void
}

/**
 * Delivers messages: first in, first out over the whole runtime, never inside the call that sent them, as Node-RED
 * does. Entries are drained in batches, which is what makes a hop cheap; a batch ends early when its time is over,
 * and when a node went asynchronous: what it does in microtasks comes before the next delivery, as in Node-RED,
 * where each delivery is a macrotask of its own.
 */
export class Scheduler {
  /** Makes the ids of messages that have none. */
  readonly generateId = createIdSource()
  /** Set while somebody stands in the way of messages. */
  interceptor: Interceptor | undefined
  private readonly queue = new DeliveryQueue()
  private isScheduled = false
  private isPaused = true
  private endsBatch = false
  private batchEnds = 0
  private untilLook = deliveriesPerLook
  private runningSlot: Slot | undefined
  private runningMessage: Carried | undefined
  private asyncCalls = 0
  /** How many calls of `notify` are within each other. */
  private notifying = 0
  private readonly waiters = new Set<() => void>()

  constructor(private readonly events: SchedulerEvents) {}

  enqueue(slot: Slot, message: Carried): void {
    if (slot.isGone) return
    if (slot.held !== undefined) {
      slot.held.push(message)
      return
    }
    this.queue.push(slot, message)
    if (!this.isScheduled) this.schedule()
    if (this.queue.length >= watchedLength && this.queue.length % entriesPerHeapLook === 0)
      this.checkForStorm()
  }

  /** Messages in the queue and calls that have not settled. */
  get inFlight(): number {
    return this.queue.length + this.asyncCalls
  }

  /** Deliveries start with the first call: nodes may send while they are made, and all of them are made first. */
  resume(): void {
    this.isPaused = false
    if (this.queue.length > 0 && !this.isScheduled) this.schedule()
  }

  pause(): void {
    this.isPaused = true
  }

  /** Settles once `test` holds, looked at after each batch and each call that settles, or when the time is over. */
  waitUntil(test: () => boolean, deadlineMs: number): Promise<boolean> {
    if (test()) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (result: boolean) => {
        clearTimeout(timer)
        this.waiters.delete(look)
        resolve(result)
      }
      const look = () => {
        if (test()) settle(true)
      }
      const timer = setTimeout(() => settle(test()), deadlineMs)
      this.waiters.add(look)
    })
  }

  /** Makes those who wait look at their test again, since something beside messages has changed. */
  lookAgain(): void {
    for (const look of [...this.waiters]) look()
  }

  /** Drops the queued messages for which `test` holds. */
  drop(test: (slot: Slot) => boolean): Array<{ slot: Slot; message: Carried }> {
    return this.queue.remove(test)
  }

  private schedule(): void {
    this.isScheduled = true
    setImmediate(this.drain)
  }

  private readonly drain = (): void => {
    if (this.isPaused) {
      this.isScheduled = false
      return
    }
    this.endsBatch = false
    this.batchEnds = performance.now() + batchMs
    while (this.queue.length > 0 && !this.endsBatch) {
      const guard = (this.queue.headSlot as Slot).behaviour?.guard
      if (guard === undefined) this.deliverHead()
      else this.deliverGuarded(guard)
    }
    if (this.queue.length > 0) this.schedule()
    else this.isScheduled = false
    if (this.waiters.size > 0) this.tellWaiters()
  }

  private deliverGuarded(guard: Guard): void {
    try {
      guard.run(() => {
        while (this.queue.headSlot?.behaviour?.guard === guard && !this.endsBatch) this.deliverHead()
      })
    } catch (error) {
      const slot = this.runningSlot
      const message = this.runningMessage
      this.runningSlot = undefined
      if (slot === undefined || message === undefined) throw error
      this.events.failed(slot, error, message)
    }
  }

  private deliverHead(): void {
    const slot = this.queue.headSlot as Slot
    const message = this.queue.take()
    if (--this.untilLook <= 0) {
      this.untilLook = deliveriesPerLook
      if (performance.now() >= this.batchEnds) this.endsBatch = true
    }
    if (this.interceptor === undefined) this.hand(slot, message)
    else this.handIntercepted(slot, message, this.interceptor)
  }

  private hand(slot: Slot, carried: Carried): void {
    let message = carried
    const behaviour = slot.behaviour
    if (behaviour?.input === undefined) return
    this.runningSlot = slot
    this.runningMessage = message
    try {
      if (message instanceof ForeignMessage) {
        // Runs code of the realm that made the message, so it may fail or be interrupted like a call.
        if (message.realm !== behaviour.realm) message = this.copyOut(message)
      } else {
        if (message.res !== undefined) this.events.seen(slot, message.res)
        if (behaviour.adopt !== undefined) {
          message = behaviour.adopt(message)
          this.runningMessage = message
        }
      }
      const result = callInput(slot, message as Message)
      this.runningSlot = undefined
      if (result === undefined) this.completeBySettling(slot, message)
      else this.follow(slot, message, result)
    } catch (error) {
      this.runningSlot = undefined
      this.fail(slot, error, message)
    }
  }

  /** Messages that follow it out of the same realm are copied with it. */
  private copyOut(message: ForeignMessage): Message {
    if (!message.isCopied) {
      const next = this.queue.leavingRealm(message.realm, copiesPerRun)
      if (next.length > 0) message.copyWith(next)
    }
    return message.toMessage()
  }

  private handIntercepted(slot: Slot, carried: Carried, interceptor: Interceptor): void {
    if (slot.behaviour?.input === undefined || slot.behaviour.reportsItself) {
      this.hand(slot, carried)
      return
    }
    const message = carried instanceof ForeignMessage ? carried.toMessage() : carried
    const goOn = (mayGoOn: boolean) => {
      if (!mayGoOn) return
      this.hand(slot, message)
      interceptor.handed(slot, message)
    }
    const answer = interceptor.lets(slot, message)
    if (typeof answer === 'boolean') goOn(answer)
    else
      void answer.then((mayGoOn) => {
        const { guard } = slot.behaviour ?? {}
        if (guard === undefined) goOn(mayGoOn)
        else guard.run(() => goOn(mayGoOn))
      })
  }

  /** A node has finished with a message: tells those who observe that. */
  complete(slot: Slot, message: Carried): void {
    if (slot.completeObservers !== undefined) this.events.completed(slot, message)
    this.interceptor?.completed(slot, message)
  }

  private completeBySettling(slot: Slot, message: Carried): void {
    if (slot.completeObservers === undefined && this.interceptor === undefined) return
    if (slot.behaviour?.reportsItself || slot.behaviour?.completesItself) return
    this.complete(slot, message)
  }

  private fail(slot: Slot, error: unknown, message: Carried): void {
    this.interceptor?.completed(slot, message, error)
    this.events.failed(slot, error, message)
  }

  /**
   * Hands a node what happened to another one, at once as Node-RED does, so that what it sends takes its place in the
   * queue now. Before the start, and where such nodes tell of each other without end, it goes through the queue.
   */
  notify(slot: Slot, message: Message): void {
    const { behaviour } = slot
    const canTake = behaviour?.input !== undefined && behaviour.guard === undefined
    if (!canTake || this.isPaused || slot.held !== undefined || this.notifying >= deepestNotification) {
      this.enqueue(slot, message)
      return
    }
    this.notifying++
    try {
      const result = callInput(slot, message)
      if (result !== undefined) this.follow(slot, message, result)
      else this.completeBySettling(slot, message)
    } catch (error) {
      this.fail(slot, error, message)
    } finally {
      this.notifying--
    }
  }

  private follow(slot: Slot, message: Carried, result: PromiseLike<void>): void {
    // What an arrow function happens to return.
    if (typeof result?.then !== 'function') {
      this.completeBySettling(slot, message)
      return
    }
    slot.active++
    this.asyncCalls++
    const settled = (failure: { error: unknown } | undefined) => {
      slot.active--
      this.asyncCalls--
      if (failure === undefined) this.completeBySettling(slot, message)
      else this.fail(slot, failure.error, message)
      // Those who wait look last: catch and complete nodes may send what is still to be delivered.
      if (this.waiters.size > 0) this.tellWaiters()
    }
    if (result instanceof Holding) {
      if (result.isAtWork) this.endsBatch = true
      result.follow(settled)
      return
    }
    this.endsBatch = true
    result.then(
      () => settled(undefined),
      (error: unknown) => settled({ error }),
    )
  }

  private tellWaiters(): void {
    for (const look of this.waiters) look()
  }

  private checkForStorm(): void {
    const heap = getHeapStatistics()
    const isStorm =
      this.queue.length >= stormLength || heap.used_heap_size > stormHeapShare * heap.heap_size_limit
    if (!isStorm) return
    const slot = this.queue.busiestSlot()
    const dropped = this.queue.remove((candidate) => candidate === slot).map(({ message }) => message)
    this.events.storm(slot, dropped)
  }
}

function callInput(slot: Slot, message: Message): void | PromiseLike<void> {
  return slot.followedInput === undefined
    ? slot.behaviour?.input?.(message, slot.send)
    : slot.followedInput(message, slot.send)
}

/** The error that a storm is reported as. */
export const messageStorm = (slot: Slot, dropped: number): MillraceError =>
  new MillraceError(
    'MESSAGE_STORM',
    `${slot.label} was sent more messages than memory can hold; ${dropped} that waited for it were dropped. ` +
      'Look for a wire that leads back to it, or put a delay node with a rate limit before it.',
  )
