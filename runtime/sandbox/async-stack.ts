import { executionAsyncId } from 'node:async_hooks'

interface AsyncWrap {
  popAsyncContext(asyncId: number): boolean
}

/**
 * Takes the contexts off Node.js's stack of them that an interrupted run left there. Where anything in the process
 * follows asynchronous work (an `AsyncLocalStorage` before Node.js 24, a hook), the engine calls Node.js before and
 * after each reaction of a promise: one that is interrupted has no "after", and Node.js would end the process for it.
 *
 * @param expected the id of the context that the run was entered in
 */
export function restoreAsyncStack(expected: number): void {
  if (executionAsyncId() === expected) return
  const wrap = findAsyncWrap()
  if (wrap === undefined) return
  for (let id = executionAsyncId(); id !== expected; id = executionAsyncId()) {
    if (!wrap.popAsyncContext(id)) return
  }
}

/** What the public module lacks; not there under the permission model, nor from Node.js 24 on. */
function findAsyncWrap(): AsyncWrap | undefined {
  const { binding } = process as unknown as { binding?: (name: string) => Partial<AsyncWrap> }
  const { noDeprecation } = process
  process.noDeprecation = true
  try {
    const wrap = binding?.('async_wrap')
    return typeof wrap?.popAsyncContext === 'function' ? (wrap as AsyncWrap) : undefined
  } catch {
    return undefined
  } finally {
    if (noDeprecation === undefined) Reflect.deleteProperty(process, 'noDeprecation')
    else process.noDeprecation = noDeprecation
  }
}
