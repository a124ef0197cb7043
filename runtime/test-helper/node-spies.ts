import { EventEmitter } from 'node:events'
import { RedNode } from '../red/red-node.js'
import type { SinonSandbox } from './authors-packages.js'

export const spiedMethods = ['log', 'status', 'warn', 'error', 'debug', 'trace', 'send'] as const

type Method = (this: RedNode, ...parameters: unknown[]) => unknown

/**
 * Makes spies of the methods that all nodes have, and lets each call be followed by an event `call:<method>` of the
 * node, with sinon's description of the call.
 *
 * @returns what takes the spies away
 */
export function spyOnNodes(sandbox: SinonSandbox): () => void {
  const undo = spiedMethods.map((name) => spyOn(name, sandbox))
  return () => {
    for (const restore of undo) restore()
  }
}

function spyOn(name: (typeof spiedMethods)[number], sandbox: SinonSandbox): () => void {
  const methods = RedNode.prototype as unknown as Record<string, Method>
  const original = methods[name] as Method
  methods[name] = function (...parameters) {
    const index = spy.callCount - 1
    const result = original.apply(this, parameters)
    process.nextTick(() => EventEmitter.prototype.emit.call(this, `call:${name}`, spy.getCall(index)))
    return result
  }
  const spy = sandbox.spy(methods, name)
  return () => {
    methods[name] = original
  }
}
