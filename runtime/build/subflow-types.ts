import { inspect } from 'node:util'
import { defineNode, type Status } from '../define-node.js'

const longestStatusText = 32

/** What runs where a subflow instance stands: hands messages to the nodes behind the subflow's input. */
export const subflowInstanceType = defineNode({
  type: 'subflow',
  summary: 'Stands for an instance of a subflow.',
  outputs: 1,
  config: { type: 'object', properties: {} },
  create() {
    return {
      input(message, send) {
        send(message)
      },
    }
  },
})

/** What runs where a subflow has a status output: what arrives there becomes the state of the instance. */
export function subflowStatusType(instanceId: string) {
  return defineNode({
    type: 'subflow-status',
    summary: 'Shows what arrives at the status output of a subflow as the state of its instance.',
    config: { type: 'object', properties: {} },
    create(_, node) {
      return {
        input(message) {
          const status = message.payload === undefined ? message.status : statusOf(message.payload)
          if (status !== undefined) node.peers.setStatus(instanceId, status as Status)
        },
      }
    },
  })
}

function statusOf(payload: unknown): Status {
  if (typeof payload === 'string') return { text: payload }
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
    const keys = Object.keys(payload)
    const looksLikeStatus = keys.length === 0 || ['text', 'fill', 'shape'].some((key) => keys.includes(key))
    if (looksLikeStatus) return payload as Status
  }
  const text = inspect(payload)
  return { text: text.length > longestStatusText ? `${text.slice(0, longestStatusText)}...` : text }
}
