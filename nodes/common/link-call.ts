import { defineNode } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import { findById, findByIdOrName, LinkCalls, noTarget } from './link-calls.js'

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
        description: 'Longest wait for the answer, in seconds; after it the message fails. 0 means 30.',
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
    return {
      ...saved,
      ...(typeof saved.links === 'string' ? { links: saved.links === '' ? [] : [saved.links] } : {}),
      // The number 0, unlike the text, counts as not set.
      ...(saved.timeout === 0 ? { timeout: 30 } : {}),
    }
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
    const calls = new LinkCalls(node)
    const isDynamic = linkType === 'dynamic'

    return {
      input(message, send) {
        const wanted = isDynamic ? message.target : links[0]
        const target = isDynamic ? findByIdOrName(wanted, node) : findById(wanted, node.peers)
        if (target === undefined) throw noTarget(wanted)
        return new Promise<void>((resolve, reject) => {
          // The message that came is the one that a timeout reports, so the called flow gets one of its own.
          calls.call(target, { ...message }, timeout * 1000, (error, answer) => {
            if (answer === undefined) return reject(error)
            send(answer)
            replaceProperties(message, answer)
            resolve()
          })
        })
      },

      answer(ticket, message) {
        // A second answer, or one after the timeout: it still goes on, as in Node-RED.
        if (!calls.answer(ticket, message)) node.send(message)
      },

      close() {
        calls.close()
      },
    }
  },
})

/** The message that the call is complete with is the answer, as where one object makes the whole way. */
function replaceProperties(message: Message, answer: Message): void {
  for (const key of Object.keys(message)) delete message[key]
  Object.assign(message, answer)
}
