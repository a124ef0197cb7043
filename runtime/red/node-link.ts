import type { NodePlan } from '../build/graph.js'
import type { RunningNode } from '../define-node.js'
import type { Slot } from '../deliver/slot.js'
import type { Message } from '../message/message.js'
import type { RedEnvironment } from './environment.js'
import { OpenWork } from './open-work.js'
import type { RedNode } from './red-node.js'

export type Done = (error?: unknown) => void

export type InputListener = (
  this: RedNode,
  message: Message,
  send: (messages: unknown) => void,
  done: Done,
) => unknown

/** What ties a node to the runtime. A node that a package makes by itself has an environment only. */
export interface NodeLink {
  readonly environment: RedEnvironment | undefined
  readonly running?: RunningNode
  readonly plan?: NodePlan
  readonly slot?: Slot
  readonly inputs: InputListener[]
  /** The work on the message that `receive` was just called with, for who called it. */
  current: Promise<void> | undefined
  /** What the node has not finished with. */
  readonly work: OpenWork
  /** Told when somebody listens to the node's messages. */
  whenHeard: (() => void) | undefined
  /** The `send` that listeners get. */
  readonly send: (messages: unknown) => void
}

const link = Symbol('millrace.node')

interface Linked {
  [link]?: NodeLink
}

/** The link of a node; a node that was never initialised gets one that leads nowhere. */
export function linkOf(node: RedNode): NodeLink {
  return (node as Linked)[link] ?? setLink(node, { environment: undefined })
}

/** Not a property that shows: packages copy and print their nodes. */
export function setLink(
  node: RedNode,
  parts: Pick<NodeLink, 'environment' | 'running' | 'plan' | 'slot'>,
): NodeLink {
  const made: NodeLink = {
    ...parts,
    inputs: [],
    current: undefined,
    work: new OpenWork(),
    whenHeard: undefined,
    send: (messages) => node.send(messages),
  }
  Object.defineProperty(node, link, { value: made, configurable: true })
  return made
}
