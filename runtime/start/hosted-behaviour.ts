import type { Behaviour } from '../define-node.js'

/** The behaviour of a node that has an engine of its own within Millrace, such as those written for Node-RED. */
export interface HostedBehaviour extends Behaviour {
  /**
   * It reports what is complete and what failed itself: what `input` returns only says how long the message is in
   * flight.
   */
  readonly reportsItself?: boolean
  /** How many messages it has not finished with, and probably never will: a stop does not wait for them. */
  forgotten?(): number
  /** Told of wires that a deploy changed. */
  rewired?(wires: ReadonlyArray<readonly string[]>): void
}
