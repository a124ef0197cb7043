import type { Behaviour, PeerInfo, Peers } from '../define-node.js'
import { ForeignMessage } from '../message/foreign.js'
import { adaptedKey, type Definition, type Red, type RedNode } from './red.js'

/** How an adapted node reaches the other nodes of Node-RED's flows. */
export function adaptPeers(red: Red): Peers {
  const find = (id: string): RedNode | undefined => red.nodes.getNode(id) ?? undefined
  return {
    deliver(id, message) {
      const node = find(id)
      node?.receive(message)
      return node !== undefined
    },
    complete(id, message) {
      find(id)?._complete?.(message instanceof ForeignMessage ? message.toMessage() : message)
    },
    setStatus(id, status) {
      find(id)?.status(status)
    },
    get(id) {
      const node = find(id)
      return node && describePeer(node)
    },
    find(test) {
      const found: PeerInfo[] = []
      red.nodes.eachNode(({ id }: Definition) => {
        const node = find(id)
        if (node !== undefined) found.push(describePeer(node))
      })
      return found.filter(test)
    },
    answer(id, ticket, message) {
      const made = find(id)?.[adaptedKey]
      void made?.then((behaviour) => (behaviour as Behaviour).answer?.(ticket, message))
      return made !== undefined
    },
  }
}

function describePeer(node: RedNode & { _flow?: { TYPE?: string } }): PeerInfo {
  const { id, type, name = '', z = '', _flow } = node
  return { id, type, name, z, inSubflow: _flow?.TYPE === 'subflow' }
}
