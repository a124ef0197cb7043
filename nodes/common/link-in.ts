import { defineNode } from '../../runtime/define-node.js'

export default defineNode({
  type: 'link in',
  summary: 'Starts a flow that link out and link call nodes send messages to.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        default: '',
        description: 'Name; a link call with a dynamic target finds the node by it.',
      },
      links: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Ids of the link out nodes whose messages come here.',
      },
    },
  },
  help: {
    details:
      'A message comes from link out nodes, of this or another tab, as if a wire led here, or from link call nodes. ' +
      'It is enough that one side of a link lists the other.',
    reads: {},
    sets: {},
    outputs: ['The message as it came.'],
    example: [
      { id: 'in', type: 'inject', payload: 'over there', wires: [['exit']] },
      { id: 'exit', type: 'link out', links: ['entry'], wires: [] },
      { id: 'entry', type: 'link in', links: ['exit'], wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  wiredFrom: ({ links }) => [...links],

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
