import { defineNode } from '../../runtime/define-node.js'

export default defineNode({
  type: 'junction',
  summary: 'Joins and spreads wires; passes each message on.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name; the editor sets none.' },
    },
  },

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
