import type { NodePlan } from '../build/graph.js'
import type { Behaviour, RunningNode } from '../define-node.js'
import type { Slot } from '../deliver/slot.js'
import { MillraceError } from '../errors.js'
import { PlannedNode } from '../start/running-node.js'
import type { RedEnvironment, RegisteredType } from './environment.js'
import { createFacade } from './facade.js'
import { initialiseNode } from './initialise-node.js'
import { entryOfPlan } from './node-entry.js'
import { RedBehaviour } from './red-behaviour.js'
import { RedNode } from './red-node.js'

/** A node whose constructor is running. */
interface Making {
  readonly plan: NodePlan
  readonly slot: Slot
  readonly running: RunningNode
}

/** Makes nodes of registered types, and finds running ones. */
export class NodeDirectory {
  private readonly making: Making[] = []
  /** Nodes that were not written for Node-RED, as such: one for each time they run. */
  private readonly facades = new WeakMap<Behaviour, RedNode>()

  /** Constructors that modules registered, by type. */
  private readonly constructors = new Map<string, unknown>()

  constructor(private readonly environment: RedEnvironment) {}

  enter(type: string, made: unknown): void {
    this.constructors.set(type, made)
  }

  /** `RED.nodes.getType`. */
  constructorOf(type: string): unknown {
    return this.constructors.get(type)
  }

  /** Makes a node of a registered type. What its constructor throws is thrown. */
  make(running: RunningNode, registered: RegisteredType): RedBehaviour {
    const { plan, slot } = this.environment.planOf(running.id)
    const making = { plan, slot, running }
    this.making.push(making)
    try {
      const node = new registered.maker(entryOfPlan(plan, this.environment))
      if (!(node instanceof RedNode)) {
        const text = `The constructor of "${plan.type}" gave something that is no node.`
        throw new MillraceError('BAD_NODE_TYPE', text)
      }
      // A constructor that never called createNode made a node that could do nothing.
      if (node._closeCallbacks === undefined) this.create(node, entryOfPlan(plan, this.environment))
      return new RedBehaviour(node)
    } finally {
      this.making.splice(this.making.indexOf(making), 1)
    }
  }

  /** `RED.nodes.createNode`: called by constructors, as the first thing they do. */
  create(node: RedNode, entry: Readonly<Record<string, unknown>>): void {
    const { environment } = this
    const making = this.making.findLast(({ plan }) => plan.id === entry.id)
    initialiseNode(node, entry, { environment, ...making })
    const credentials = making === undefined ? undefined : environment.credentials.forNode(making.plan)
    if (credentials !== undefined) node.credentials = credentials
  }

  /** The running node of an id; `null` where there is none. */
  get(id: unknown): RedNode | null {
    const slot = typeof id === 'string' ? this.environment.runtime?.flow.slots.get(id) : undefined
    const behaviour = slot?.behaviour
    if (slot === undefined || behaviour === undefined) return null
    if (behaviour instanceof RedBehaviour) return behaviour.instance
    return this.facadeOf(slot, behaviour)
  }

  /** The node in a slot, whether it runs yet or not. */
  private facadeOf(slot: Slot, behaviour: Behaviour): RedNode {
    const known = this.facades.get(behaviour)
    if (known !== undefined) return known
    const { plan, runtime } = this.environment.planOf(slot.id)
    const running = new PlannedNode(plan, slot, runtime.services)
    const facade = createFacade({ plan, slot, running, environment: this.environment }, behaviour)
    this.facades.set(behaviour, facade)
    return facade
  }
}
