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
  help: {
    reads: {},
    sets: {},
    outputs: ['The message as it came; every wire but the first gets a copy.'],
    example: [
      { id: 'in', type: 'inject', payload: 'hello', wires: [['spread']] },
      { id: 'spread', type: 'junction', wires: [['one', 'two']] },
      { id: 'one', type: 'debug', wires: [] },
      { id: 'two', type: 'debug', console: true, wires: [] },
    ],
  },

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
