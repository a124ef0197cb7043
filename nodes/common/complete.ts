import { defineNode } from '../../runtime/define-node.js'
import { readScopeWithoutWired } from './observed-scope.js'

export default defineNode({
  type: 'complete',
  summary: 'Starts a flow with each message that a node has finished with.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      scope: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description:
          'Ids of the nodes to watch. Those wired to the output are left out, since they would loop.',
      },
      uncaught: { type: 'boolean', default: false, description: 'Saved by the editor; without effect.' },
    },
  },
  help: {
    details:
      'A node has finished with a message when it will do no more with it: at once for most, later for those that ' +
      'wait. A message on which the node failed goes to catch nodes instead.',
    reads: {},
    sets: { complete: 'An object: source { id, type, name }, the node that has finished.' },
    outputs: ['A copy of the message as the node left it.'],
    example: [
      { id: 'in', type: 'inject', wires: [['wait']] },
      { id: 'wait', type: 'delay', timeout: 10, timeoutUnits: 'milliseconds', wires: [[]] },
      { id: 'done', type: 'complete', scope: ['wait'], wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'complete', wires: [] },
    ],
  },

  upgrade: (saved) => ({ ...saved, scope: Array.isArray(saved.scope) ? saved.scope : [] }),

  observes: ({ scope }, wires) => ({ event: 'complete', scope: readScopeWithoutWired(scope, wires) }),

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
