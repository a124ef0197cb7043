import type { Behaviour } from '../define-node.js'
import type { HostedBehaviour } from '../start/hosted-behaviour.js'
import { initialiseNode } from './initialise-node.js'
import { entryOfPlan } from './node-entry.js'
import { type InputListener, linkOf, type NodeLink } from './node-link.js'
import { RedNode } from './red-node.js'

type Parts = Required<Pick<NodeLink, 'running' | 'plan' | 'slot'>> & {
  environment: NonNullable<NodeLink['environment']>
}

/**
 * A node that was not written for Node-RED, as nodes that were know others: with the fields of its entry, its
 * credentials, what its `create` returned, and the members that all nodes have. Its input is the first listener.
 */
export function createFacade(parts: Parts, behaviour: Behaviour): RedNode {
  const { plan, environment, slot } = parts
  const facade: RedNode = Object.create(RedNode.prototype)
  const entry = entryOfPlan(plan, environment)
  initialiseNode(facade, entry, parts)
  for (const [field, value] of Object.entries({ ...plan.config, ...entry, ...ownFields(behaviour) })) {
    if (!(field in facade))
      Object.defineProperty(facade, field, { value, writable: true, enumerable: true, configurable: true })
  }
  const credentials = environment.credentials.forNode(plan)
  if (credentials !== undefined) facade.credentials = credentials
  const input: InputListener = async (message, _send, done) => {
    try {
      await behaviour.input?.(message, slot.send)
      done()
    } catch (error) {
      done(error)
    }
  }
  if (behaviour.input !== undefined) linkOf(facade).inputs.push(input)
  return facade
}

/** What `create` returned beside the functions that the runtime calls. */
function ownFields(behaviour: HostedBehaviour): Record<string, unknown> {
  const {
    input: _input,
    close: _close,
    guard: _guard,
    realm: _realm,
    adopt: _adopt,
    answer: _answer,
    setActive: _setActive,
    ...own
  } = behaviour
  return own
}
