import { EventEmitter } from 'node:events'
import { Stream } from 'node:stream'
import { RedNode } from './red-node.js'

/**
 * Puts the prototype of nodes at the end of a constructor's chain, where it is not in it yet. A class that extends
 * another, or one of the package's own base classes, keeps its chain; EventEmitter is not touched, since all do
 * inherit from it.
 *
 * @throws TypeError where the value cannot make objects
 */
export function inheritNode(maker: unknown): asserts maker is NodeConstructor {
  const start: unknown = typeof maker === 'function' ? maker.prototype : undefined
  if (typeof start !== 'object' || start === null) {
    throw new TypeError('registerType needs a constructor: a function or a class, and no arrow function')
  }
  if (start instanceof RedNode) return
  let last: object = start
  for (let next = parentOf(last); next !== undefined; next = parentOf(last)) last = next
  Object.setPrototypeOf(last, RedNode.prototype)
  const { constructor: owner } = last as { constructor?: unknown }
  if (typeof owner === 'function' && !Object.hasOwn(owner, 'super_')) {
    Object.defineProperty(owner, 'super_', { value: RedNode, configurable: true, writable: true })
  }
}

export type NodeConstructor = new (entry: Record<string, unknown>) => object

/** The next prototype that belongs to the package. */
function parentOf(prototype: object): object | undefined {
  const parent: object | null = Object.getPrototypeOf(prototype)
  if (parent === null || isRoot(parent) || ofNode.has(parent) || parent instanceof Stream) return undefined
  return parent
}

/** Prototypes of Node.js itself, which everything else in the process shares. */
const ofNode: ReadonlySet<object> = new Set([EventEmitter.prototype, Stream.prototype])

/** `Object.prototype`, of any realm. */
function isRoot(prototype: object): boolean {
  return Object.getPrototypeOf(prototype) === null
}
