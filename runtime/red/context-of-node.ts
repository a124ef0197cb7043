import { createNodeRedContext, type NodeRedContext } from '../context/node-red-context.js'
import type { NodeLink } from './node-link.js'

/** A node's context, with those of its flow and of all flows. */
export type RedContext = NodeRedContext & { readonly flow: NodeRedContext; readonly global: NodeRedContext }

export function createNodeContext({ running }: NodeLink): RedContext {
  if (running === undefined) throw new Error('A node that is not in a flow has no context.')
  let flow: NodeRedContext | undefined
  let global: NodeRedContext | undefined
  const scopes = {
    get flow() {
      flow ??= createNodeRedContext(running.context.flow)
      return flow
    },
    get global() {
      global ??= createNodeRedContext(running.context.global)
      return global
    },
  }
  return Object.defineProperties(
    createNodeRedContext(running.context.node),
    Object.getOwnPropertyDescriptors(scopes),
  ) as RedContext
}
