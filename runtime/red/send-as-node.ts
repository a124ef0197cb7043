import type { Sendable } from '../message/message.js'
import { linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

/** Sends along a node's wires; what is no message is an error of the node, and the rest is sent. */
export function sendAsNode(node: RedNode, messages: unknown): void {
  const { running, environment } = linkOf(node)
  if (messages === null || messages === undefined || running === undefined) return
  const sent = dropOthers(node, messages)
  if (environment?.log.metric()) {
    const [first] = [sent].flat(2).filter((one) => one !== null && one !== undefined)
    if (first !== undefined) node.metric('send', first as { _msgid?: string })
  }
  running.send(sent as Sendable)
}

function dropOthers(node: RedNode, sent: unknown): unknown {
  if (typeof sent !== 'object') {
    node.error(`The node tried to send a ${typeof sent}, and only objects are messages.`)
    return null
  }
  if (!Array.isArray(sent)) return sent
  const isSound = (one: unknown) => typeof one === 'object' || one === undefined
  if (sent.every((one) => (Array.isArray(one) ? one.every(isSound) : isSound(one)))) return sent
  return sent.map((one) => dropOthers(node, one ?? null))
}
