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
  help: {
    details:
      'Nodes wired to the output are not watched when `scope` lists them: their states would come back to them.',
    reads: {},
    sets: {
      status:
        'An object: fill, shape and text as the node set them, empty where it cleared them, and source { id, type, ' +
        'name }, the node.',
    },
    outputs: ['A new message for each state.'],
    example: [
      { id: 'in', type: 'inject', payload: 'busy', wires: [['shown']] },
      { id: 'shown', type: 'debug', active: false, tostatus: true, wires: [] },
      { id: 'state', type: 'status', scope: ['shown'], wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'status', wires: [] },
    ],
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
