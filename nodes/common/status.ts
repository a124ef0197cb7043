import { defineNode } from '../../runtime/define-node.js'
import { readScopeWithoutWired, scopeField } from './observed-scope.js'

export default defineNode({
  type: 'status',
  summary: 'Starts a flow with each state that a node shows, in msg.status.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      scope: scopeField,
    },
  },

  observes: ({ scope }, wires) => ({ event: 'status', scope: readScopeWithoutWired(scope, wires) }),

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
