import type { ContextStore } from '../context/store.js'
import type { RedContext } from './red.js'

/** A scope of Node-RED's context as node types of Millrace see it. */
export function adaptContext(context: RedContext): ContextStore {
  const getAsync = (key: string, store?: string) =>
    promise<unknown>((callback) => context.get(key, store, callback))
  const setAsync = (key: string, value: unknown, store?: string) =>
    promise<void>((callback) => context.set(key, value, store, callback))
  return {
    get: (key, store) => context.get(key, store),
    set: (key, value, store) => context.set(key, value, store),
    keys: (store) => context.keys(store),
    getAsync,
    setAsync,
    keysAsync: (store) => promise((callback) => context.keys(store, callback)),
    read: (key, store) => valueOrPromise((callback) => context.get(key, store, callback)),
    write: (key, value, store) =>
      valueOrPromise<void>((callback) => context.set(key, value, store, callback)) as void | Promise<void>,
  }
}

type Callback<Value> = (error?: unknown, value?: Value) => void

function promise<Value>(start: (callback: Callback<Value>) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as Value)))
  })
}

/** The value itself where the store answers at once, as those in memory do. */
function valueOrPromise<Value>(start: (callback: Callback<Value>) => void): unknown {
  let answer: { error?: unknown; value?: Value | undefined } | undefined
  let settle: (() => void) | undefined
  start((error, value) => {
    answer = { error, value }
    settle?.()
  })
  const read = () => {
    if (answer?.error) throw answer.error
    return answer?.value
  }
  if (answer !== undefined) return read()
  return new Promise<void>((resolve) => {
    settle = resolve
  }).then(read)
}
