import { defineNode } from '../../runtime/define-node.js'
import { encodeMessage } from './encode-message.js'

/** A message that came out of a flow, or the answer to a request. */
export interface Recorded {
  /** The name of the record node, or the request. */
  at: string
  message: unknown
}

/** The node type that flows which are compared end in, for Millrace: it notes each message. */
export function createRecordType(note: (recorded: Recorded) => void) {
  return defineNode({
    type: 'record',
    summary: 'Notes each message, so that what two runtimes do can be compared.',
    config: {
      type: 'object',
      properties: {
        name: { type: 'string', default: '', description: 'What its messages are called in the comparison.' },
        run: { type: 'integer', default: 0, description: 'The number of the flow; only Node-RED needs it.' },
      },
    },
    create(_, node) {
      return {
        input: (message) => note({ at: node.name || node.id, message: encodeMessage(message) }),
      }
    },
  })
}
