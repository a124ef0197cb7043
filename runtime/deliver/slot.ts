import type { Behaviour, Observes } from '../define-node.js'
import type { ForeignMessage } from '../message/foreign.js'
import type { Message, OutputSend } from '../message/message.js'
import type { HostedBehaviour } from '../start/hosted-behaviour.js'

/** A message as the queue holds it: the host's own, or one of a sandbox's realm. */
export type Carried = Message | ForeignMessage

/** A node that observes events of others, with what it asked for. */
export interface Observer {
  slot: Slot
  observes: Observes
}

const notWired: OutputSend = Object.assign(() => {}, { to: () => {} })

/**
 * The place of a node in the running flow. Wires lead to slots, not to what runs in them, so that a deploy can
 * replace a node while messages are on their way to it.
 */
export class Slot {
  /** What runs here; undefined before the start and while a deploy replaces it. */
  behaviour: HostedBehaviour | undefined
  /** Stands in for the behaviour's `input` where errors outside of its calls are to be known as its own. */
  followedInput: Behaviour['input']
  /** For each output, the slots that it is wired to. */
  outputs: Slot[][] = []
  /** The names of the outputs, where the node type gives them some. */
  outputNames: readonly string[] = []
  /** Sends along this slot's wires; set once, when the slot is made. */
  send: OutputSend = notWired
  /** Told when this node has finished with a message; undefined where nobody asks, which is the common case. */
  completeObservers: Slot[] | undefined
  /** Messages in the queue for this slot. */
  queued = 0
  /** Messages whose `input` has not settled yet. */
  active = 0
  /** While a deploy replaces the node: messages that came meanwhile, to be delivered to the new one. */
  held: Carried[] | undefined
  /** No longer part of the flow: what is sent to it or by it is dropped. */
  isGone = false
  /** Only reads messages: may be handed one that others hold. */
  readsOnly = false

  constructor(
    readonly id: string,
    /** For logs: `function "Set token" (34c70aa9.45ad56)`. */
    public label: string,
  ) {}

  get isBusy(): boolean {
    return this.queued > 0 || this.unfinished > 0
  }

  /** Busy with more than messages that wait for others. */
  get isAtWork(): boolean {
    return this.queued > 0 || this.unfinished > (this.behaviour?.waiting?.() ?? 0)
  }

  /** Messages in work that are worth waiting for. */
  private get unfinished(): number {
    return this.active === 0 ? 0 : this.active - (this.behaviour?.forgotten?.() ?? 0)
  }
}
