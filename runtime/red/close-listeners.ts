import { linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

export type CloseListener = (this: RedNode, ...parameters: unknown[]) => unknown

/** Calls all close listeners at once and waits for them. The first that fails makes the whole fail, after all. */
export async function callCloseListeners(node: RedNode, removed: boolean): Promise<void> {
  const closing = [...node._closeCallbacks].map((listener) => callCloseListener(node, listener, removed))
  const results = await Promise.allSettled(closing)
  linkOf(node).inputs.length = 0
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** The listener's parameters say what it gets: `(removed, done)`, `(done)` or nothing. */
async function callCloseListener(node: RedNode, listener: CloseListener, removed: boolean): Promise<void> {
  const { length } = (listener as { listener?: CloseListener }).listener ?? listener
  if (length === 0) {
    await listener.call(node)
    return
  }
  await new Promise<void>((resolve, reject) => {
    const done = () => resolve()
    const result = length === 1 ? listener.call(node, done) : listener.call(node, removed, done)
    if (isThenable(result)) result.then(undefined, reject)
  })
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}
