import type { Message } from '../message/message.js'
import { InputWork } from './input-work.js'
import { linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

/** Hands a message to the node's listeners, with the hooks around it; the link's `current` is the work on it. */
export function emitInput(node: RedNode, message: Message): void {
  const link = linkOf(node)
  const { environment } = link
  if (environment?.log.metric()) node.metric('receive', message)
  const run = () => runListeners(node, message)
  if (environment === undefined || !environment.hooks.isInUse) link.current = run()
  else link.current = environment.hooks.aroundReceive(node, message, run)
}

function runListeners(node: RedNode, message: Message): Promise<void> | undefined {
  const { inputs } = linkOf(node)
  if (inputs.length === 0) return undefined
  const listeners = [...inputs]
  const work = new InputWork(node, message, listeners, (error) => complete(node, message, error))
  for (const listener of listeners) work.call(listener)
  return work.whenIdle()
}

function complete(node: RedNode, message: Message, error?: unknown): void {
  const { environment, slot } = linkOf(node)
  if (environment?.log.metric()) node.metric('done', message)
  if (environment?.hooks.isInUse) environment.hooks.tellComplete(node, message, error)
  if (error) node.error(error, message)
  else if (slot !== undefined) environment?.reportComplete(slot, message)
}
