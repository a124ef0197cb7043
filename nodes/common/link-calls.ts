import { randomUUID } from 'node:crypto'
import type { Peers, RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { failed } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'

/** An entry of `msg._linkSource`, the calls that a message is in: the innermost one is last. */
export interface CallTicket {
  id: string
  /** The node that waits. */
  node: string
}

/** Called once: with the answer, or with why there is none. */
export type TakeAnswer = (error: Error | undefined, answer?: Message) => void

interface OpenCall {
  take: TakeAnswer
  timer: NodeJS.Timeout
}

/** setTimeout takes no longer wait: about 24 days. */
const longestTimeoutMs = 2 ** 31 - 1

/** The calls of one node to flows that begin with a link in node, until a link out of mode return answers them. */
export class LinkCalls {
  private readonly open = new Map<string, OpenCall>()
  private isClosed = false

  constructor(private readonly node: RunningNode) {}

  get size(): number {
    return this.open.size
  }

  /**
   * Sends a message, which is changed, to a link in node.
   *
   * @param target its id, from `findById` or `findByIdOrName`
   * @throws MillraceError NODE_FAILED where the node is closed
   */
  call(target: string, message: Message, timeoutMs: number, take: TakeAnswer): void {
    if (this.isClosed) throw stopped()
    const ticket: CallTicket = { id: randomUUID(), node: this.node.id }
    // Flows compare this text, which is Node-RED's.
    const expire = () => this.settle(ticket.id, new MillraceError('NODE_TIMEOUT', 'timeout'))
    const timer = setTimeout(expire, Math.min(timeoutMs, longestTimeoutMs))
    this.open.set(ticket.id, { take, timer })
    message._linkSource = [...listCalls(message), ticket]
    this.node.peers.deliver(target, message)
  }

  /** Takes what a link out returned; false where no call waits for it (any more). */
  answer(ticket: string, message: Message): boolean {
    if (listCalls(message).length === 0) delete message._linkSource
    return this.settle(ticket, undefined, message)
  }

  /** Fails every call that waits, and those to come. */
  close(): void {
    this.isClosed = true
    for (const ticket of [...this.open.keys()]) this.settle(ticket, stopped())
  }

  private settle(ticket: string, error: Error | undefined, answer?: Message): boolean {
    const call = this.open.get(ticket)
    if (call === undefined) return false
    this.open.delete(ticket)
    clearTimeout(call.timer)
    call.take(error, answer)
    return true
  }
}

const stopped = (): MillraceError => failed('The link call was stopped before the answer came.')

const listCalls = ({ _linkSource }: Message): unknown[] => (Array.isArray(_linkSource) ? _linkSource : [])

export function findById(id: unknown, peers: Peers): string | undefined {
  return typeof id === 'string' && peers.get(id)?.type === 'link in' ? id : undefined
}

/**
 * The link in node of an id, else of a name: the only one of that name in the flow of the call, else the only one on
 * any tab. What stands in a subflow is not to be called from outside it.
 *
 * @throws MillraceError NODE_FAILED where several have the name
 */
export function findByIdOrName(target: unknown, node: RunningNode): string | undefined {
  const byId = findById(target, node.peers)
  if (byId !== undefined || typeof target !== 'string' || target === '') return byId
  const named = node.peers.find(({ type, name }) => type === 'link in' && name === target)
  const [own, ...otherOwn] = named.filter(({ z }) => z === node.z)
  if (own && otherOwn.length === 0) return own.id
  const [found, ...others] = named.filter(({ inSubflow }) => !inSubflow)
  if (others.length > 0)
    throw failed(`Several link in nodes are called "${target}". Give the id of one, or rename them.`)
  return found?.id
}

export const noTarget = (target: unknown): MillraceError => failed(`No link in node is called "${target}".`)
