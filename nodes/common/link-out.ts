import { defineNode } from '../../runtime/define-node.js'
import type { CallTicket } from './link-calls.js'

export default defineNode({
  type: 'link out',
  summary: 'Sends messages to link in nodes on any tab, or back to the link call that they come from.',
  outputs: 0,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      mode: {
        type: 'string',
        enum: ['link', 'return'],
        default: 'link',
        description:
          'link: send to the nodes in `links`. return: answer the link call that the message comes from.',
      },
      links: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Ids of the link in nodes to send to, in mode link.',
      },
    },
  },
  help: {
    details:
      'In mode return the message goes back to the innermost call that it is in; one that no running link call waits ' +
      'for is dropped with a warning.',
    reads: { _linkSource: 'return: the calls that the message is in, the innermost last.' },
    sets: {
      _event: '"node:" and the id of this node.',
      _linkSource: 'return: the call that is answered is taken off; gone after the last.',
    },
    outputs: [],
    example: [
      { id: 'in', type: 'inject', payload: 'a', wires: [['call']] },
      { id: 'call', type: 'link call', links: ['entry'], wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
      { id: 'entry', type: 'link in', name: 'repeat', wires: [['twice']] },
      { id: 'twice', type: 'template', template: '{{payload}}{{payload}}', wires: [['back']] },
      { id: 'back', type: 'link out', mode: 'return', wires: [] },
    ],
  },

  wires: ({ mode, links }) => (mode === 'link' ? [[...links]] : []),

  create({ mode }, node) {
    const event = `node:${node.id}`
    return {
      input(message, send) {
        // Which link a message took last: flows that print whole messages show it.
        message._event = event
        if (mode === 'link') {
          send(message)
          return
        }
        const calls = message._linkSource
        const call = (Array.isArray(calls) ? calls.pop() : undefined) as Partial<CallTicket> | undefined
        const isAnswered =
          call !== undefined && node.peers.answer(String(call.node), String(call.id), message)
        if (!isAnswered)
          node.warn('The message comes from no link call that runs, so there is nowhere to return to.')
      },
    }
  },
})
