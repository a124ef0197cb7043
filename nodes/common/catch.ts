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
  help: {
    details:
      'Of several catch nodes those of the nearest group come first, then those with a list of ids, then those for ' +
      'all, then those for uncaught errors. In a subflow without one, the error goes on to the flow of the instance.',
    reads: {},
    sets: {
      error:
        'An object: message (the text), source { id, type, name, count } (the node that failed), and code, stack and ' +
        'cause where the error has them.',
      _error: 'What msg.error was before, where there was one.',
    },
    outputs: ['A copy of the message on which the node failed.'],
    example: [
      { id: 'in', type: 'inject', payload: 'no number', wires: [['scale']] },
      { id: 'scale', type: 'range', minin: 0, maxin: 10, minout: 0, maxout: 100, wires: [[]] },
      { id: 'failed', type: 'catch', scope: ['scale'], wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'error.message', wires: [] },
    ],
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
