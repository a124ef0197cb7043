import { defineNode } from '../../runtime/define-node.js'

export default defineNode({
  type: 'comment',
  summary: 'A note on the canvas; does nothing.',
  hasInput: false,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'The title.' },
      info: { type: 'string', default: '', description: 'The text, in Markdown.' },
    },
  },
  help: {
    reads: {},
    sets: {},
    outputs: [],
    example: [
      { id: 'note', type: 'comment', name: 'What this flow is for', info: 'It *greets*.', wires: [] },
      { id: 'in', type: 'inject', payload: 'hello', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  create: () => ({}),
})
