import { randomUUID } from 'node:crypto'
import { defineNode, type Peers, type RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { failed } from '../../runtime/message/failed.js'
import type { Message, Send } from '../../runtime/message/message.js'

/** An entry of `msg._linkSource`, the calls that a message is in: the innermost one is last. */
export interface CallTicket {
  id: string
  /** The link call that waits. */
  node: string
}

/** setTimeout takes no longer wait: about 24 days. */
const longestTimeoutMs = 2 ** 31 - 1

export default defineNode({
  type: 'link call',
  summary: 'Sends a message through a flow that begins with a link in node, and passes its answer on.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      linkType: {
        type: 'string',
        enum: ['static', 'dynamic'],
        default: 'static',
        description:
          'static: call the node in `links`. dynamic: call the one that msg.target names, by id or by name.',
      },
      links: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'The id of the link in node to call; only the first counts.',
      },
      timeout: {
        type: 'number',
        default: 30,
        description: 'Longest wait for the answer, in seconds; after it the message fails.',
      },
    },
  },
  help: {
    details:
      'The called flow ends with a link out node of mode return. A target that is not there, or whose name several ' +
      'have, and an answer that takes too long are errors. A later answer to the same call goes on all the same. ' +
      'By name, nodes of the own tab or subflow come first; those inside other subflows cannot be called.',
    reads: { target: 'dynamic: the id or the name of the link in node to call.' },
    sets: { _linkSource: 'On the way: the calls that the message is in; the answer has it no more.' },
    outputs: ['The answer.'],
    example: [
      { id: 'in', type: 'inject', props: [{ p: 'target', v: 'greet', vt: 'str' }], wires: [['call']] },
      { id: 'call', type: 'link call', linkType: 'dynamic', timeout: 5, wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
      { id: 'entry', type: 'link in', name: 'greet', wires: [['hello']] },
      { id: 'hello', type: 'template', template: 'hello', wires: [['back']] },
      { id: 'back', type: 'link out', mode: 'return', wires: [] },
    ],
  },

  upgrade(saved) {
    return typeof saved.links === 'string'
      ? { ...saved, links: saved.links === '' ? [] : [saved.links] }
      : { ...saved }
  },

  check({ linkType, links }) {
    if (linkType === 'dynamic' || links.length > 0) return []
    return [
      {
        severity: 'warning',
        message: 'No link in node is chosen: every message fails.',
        remedy: 'Choose one, or set the link type to dynamic and give msg.target.',
      },
    ]
  },

  create({ linkType, links, timeout }, node) {
    const waiting = new Map<string, WaitingCall>()
    const timeoutMs = Math.min(timeout * 1000, longestTimeoutMs)
    const isDynamic = linkType === 'dynamic'

    return {
      input(message, send) {
        const target = isDynamic ? findByIdOrName(message.target, node) : findById(links[0], node.peers)
        if (target === undefined)
          throw failed(`No link in node is called "${isDynamic ? message.target : links[0]}".`)
        const ticket: CallTicket = { id: randomUUID(), node: node.id }
        return new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => {
            waiting.delete(ticket.id)
            // Flows compare this text, which is Node-RED's.
            reject(new MillraceError('NODE_TIMEOUT', 'timeout'))
          }, timeoutMs)
          waiting.set(ticket.id, { message, send, resolve, reject, timer })
          // The message that came is the one that a timeout reports, so the called flow gets one of its own.
          node.peers.deliver(target, { ...message, _linkSource: [...listCalls(message), ticket] })
        })
      },

      answer(ticket, message) {
        if (listCalls(message).length === 0) delete message._linkSource
        const call = waiting.get(ticket)
        if (call === undefined) {
          // A second answer, or one after the timeout: it still goes on, as in Node-RED.
          node.send(message)
          return
        }
        waiting.delete(ticket)
        clearTimeout(call.timer)
        call.send(message)
        replaceProperties(call.message, message)
        call.resolve()
      },

      close() {
        for (const { timer, reject } of waiting.values()) {
          clearTimeout(timer)
          reject(failed('The link call was stopped before the answer came.'))
        }
        waiting.clear()
      },
    }
  },
})

interface WaitingCall {
  message: Message
  send: Send
  resolve(): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

/** The message that the call is complete with is the answer, as where one object makes the whole way. */
function replaceProperties(message: Message, answer: Message): void {
  for (const key of Object.keys(message)) delete message[key]
  Object.assign(message, answer)
}

const listCalls = ({ _linkSource }: Message): unknown[] => (Array.isArray(_linkSource) ? _linkSource : [])

function findById(id: unknown, peers: Peers): string | undefined {
  return typeof id === 'string' && peers.get(id)?.type === 'link in' ? id : undefined
}

/**
 * The link in node of an id, else of a name: the only one of that name in the flow of the call, else the only one on
 * any tab. What stands in a subflow is not to be called from outside it.
 */
function findByIdOrName(target: unknown, node: RunningNode): string | undefined {
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
