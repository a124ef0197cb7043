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
