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

  wiredFrom: ({ links }) => [...links],

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
