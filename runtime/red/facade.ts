import type { Behaviour } from '../define-node.js'
import { initialiseNode } from './initialise-node.js'
import { entryOfPlan } from './node-entry.js'
import { type InputListener, linkOf, type NodeLink } from './node-link.js'
import { RedNode } from './red-node.js'
import { WatchedBehaviour } from './watched-behaviour.js'

type Parts = Required<Pick<NodeLink, 'running' | 'plan' | 'slot'>> & {
  environment: NonNullable<NodeLink['environment']>
}

/**
 * A node that was not written for Node-RED, as nodes that were know others: with the fields of its entry, its
 * credentials, what its `create` returned, and the members that all nodes have. Its input is the first listener; with
 * a second one, messages come to it by way of this node.
 */
export function createFacade(parts: Parts, behaviour: Behaviour): RedNode {
  const { plan, environment, slot } = parts
  const facade: RedNode = Object.create(RedNode.prototype)
  const entry = entryOfPlan(plan, environment)
  initialiseNode(facade, entry, parts)
  for (const [field, value] of Object.entries({ ...plan.config, ...entry, ...ownMembers(behaviour) })) {
    if (field in facade) continue
    Object.defineProperty(facade, field, { value, writable: true, enumerable: true, configurable: true })
  }
  const credentials = environment.credentials.forNode(plan)
  if (credentials !== undefined) facade.credentials = credentials
  const link = linkOf(facade)
  if (behaviour.input !== undefined) link.inputs.push(inputOf(behaviour, slot))
  link.whenHeard = () => {
    if (slot.behaviour !== behaviour) return
    slot.behaviour = new WatchedBehaviour(facade, behaviour)
    slot.followedInput = undefined
  }
  return facade
}

function inputOf(behaviour: Behaviour, slot: Parts['slot']): InputListener {
  return async (message, _send, done) => {
    let working: void | PromiseLike<void> | null = null
    const call = () => {
      const given = behaviour.adopt?.(message) ?? message
      working = behaviour.input?.(given as typeof message, slot.send)
    }
    try {
      if (behaviour.guard === undefined) call()
      else behaviour.guard.run(call)
      await working
      done()
    } catch (error) {
      done(error)
    }
  }
}

/** Members that are the runtime's business. */
const ofRuntime: ReadonlySet<string> = new Set([
  ...['input', 'close', 'guard', 'realm', 'adopt', 'answer', 'setActive', 'waiting', 'constructor'],
])

/** What `create` returned beside the functions that the runtime calls; methods of a class are bound to it. */
function ownMembers(behaviour: object): Record<string, unknown> {
  const members: Record<string, unknown> = {}
  for (
    let object = behaviour;
    object !== Object.prototype && object !== null;
    object = Object.getPrototypeOf(object)
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (ofRuntime.has(name) || name in members || value === undefined) continue
      members[name] = typeof value === 'function' ? value.bind(behaviour) : value
    }
  }
  return members
}
