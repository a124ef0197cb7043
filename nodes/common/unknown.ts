import { defineNode } from '../../runtime/define-node.js'

export default defineNode({
  type: 'unknown',
  summary: 'Stands for a node whose type was not known when the flow was saved; messages end here.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'The type that was not known.' },
      modules: {
        type: 'array',
        items: {},
        default: [],
        description: 'The modules that the editor takes for the source of the type.',
      },
    },
  },
  help: {
    details:
      'The editor saves such a node when a flow is deployed without the package that its type is from.',
    reads: {},
    sets: {},
    outputs: ['Nothing, ever.'],
    example: [
      { id: 'in', type: 'inject', wires: [['gone', 'out']] },
      { id: 'gone', type: 'unknown', name: 'weather station', wires: [[]] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  check({ name }) {
    return [
      {
        severity: 'warning',
        message: `The flow was saved without the node type${name ? ` "${name}"` : ''}: messages end here.`,
        remedy: 'Put the real node in its place, or remove this one.',
      },
    ]
  },

  create: () => ({}),
})
