import { defineNode } from '../../runtime/define-node.js'
import { readScope, scopeField } from './observed-scope.js'

export default defineNode({
  type: 'catch',
  summary: 'Starts a flow with each message on which a node failed.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      scope: scopeField,
      uncaught: {
        type: 'boolean',
        default: false,
        description: 'Only errors that no other catch node took.',
      },
    },
  },

  observes: ({ scope, uncaught }) => ({ event: 'error', scope: readScope(scope), uncaughtOnly: uncaught }),

  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})
