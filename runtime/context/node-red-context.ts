import { MillraceError } from '../errors.js'
import type { ContextStore } from './store.js'

type GetCallback = (error: unknown, ...values: unknown[]) => void
type SetCallback = (error?: unknown) => void
type KeysCallback = (error: unknown, keys?: string[]) => void

/**
 * Context as function nodes and modules written for Node-RED use it: a store may be named before the callback, and
 * either may be missing; `get` and `set` take a list of keys as well.
 */
export interface NodeRedContext {
  /** With a list of keys: a list of values, or with a callback one argument for each. */
  get(key: string | readonly string[]): unknown
  get(key: string | readonly string[], store: string | undefined): unknown
  get(key: string | readonly string[], callback: GetCallback): void
  get(key: string | readonly string[], store: string | undefined, callback: GetCallback | undefined): unknown
  /**
   * With a list of keys: the values of a list in turn, null for those that it lacks. The callback is called when the
   * values are stored: for a file store, on disk.
   */
  set(key: string | readonly string[], value: unknown, callback?: SetCallback): void
  set(
    key: string | readonly string[],
    value: unknown,
    store: string | undefined,
    callback?: SetCallback,
  ): void
  keys(): string[]
  keys(store: string | undefined): string[]
  keys(callback: KeysCallback): void
  keys(store: string | undefined, callback: KeysCallback | undefined): string[] | undefined
}

type Arguments = [store?: unknown, callback?: unknown]

export function createNodeRedContext(context: ContextStore): NodeRedContext {
  return {
    get(key: unknown, ...rest: Arguments) {
      const { store, callback } = readArguments<GetCallback>(rest)
      const keys = readKeys(key)
      if (callback === undefined) {
        return Array.isArray(key) ? keys.map((one) => context.get(one, store)) : context.get(keys[0]!, store)
      }
      answer(
        () => readAll(context, keys, store),
        (error, values) => (error ? callback(error, undefined) : callback(undefined, ...(values ?? []))),
      )
    },
    set(key: unknown, value: unknown, ...rest: Arguments) {
      const { store, callback } = readArguments<SetCallback>(rest)
      const keys = readKeys(key)
      const values = Array.isArray(key) ? [value].flat(1) : [value]
      const valueAt = (index: number) => (index < values.length ? values[index] : null)
      if (callback === undefined) {
        for (const [index, one] of keys.entries()) context.set(one, valueAt(index), store)
        return
      }
      const setAll = () => Promise.all(keys.map((one, index) => context.setAsync(one, valueAt(index), store)))
      answer(setAll, (error) => (error ? callback(error) : callback()))
    },
    keys(...rest: Arguments) {
      const { store, callback } = readArguments<KeysCallback>(rest)
      if (callback === undefined) return context.keys(store)
      answer(
        () => context.keysAsync(store),
        (error, keys) => (error ? callback(error) : callback(null, keys)),
      )
    },
  } as NodeRedContext
}

function readArguments<Callback>([store, callback]: Arguments): { store?: string; callback?: Callback } {
  const [name, handler] = typeof store === 'function' ? [undefined, store] : [store, callback]
  if (handler !== undefined && typeof handler !== 'function') {
    throw new MillraceError('BAD_ARGUMENT', 'The callback of a context call must be a function.')
  }
  return {
    ...(typeof name === 'string' ? { store: name } : {}),
    ...(handler === undefined ? {} : { callback: handler as Callback }),
  }
}

function readKeys(key: unknown): string[] {
  const keys = Array.isArray(key) ? key : [key]
  const bad = keys.findIndex((one) => typeof one !== 'string' || one === '')
  if (keys.length === 0 || bad !== -1) {
    throw new MillraceError(
      'BAD_ARGUMENT',
      `${String(keys[bad])} is no context key. Keys are texts such as "count" or "list[0].name".`,
    )
  }
  return keys
}

/** Values that are there at once are handed over at once, as Node-RED's memory store does. */
function readAll(
  context: ContextStore,
  keys: string[],
  store: string | undefined,
): unknown[] | Promise<unknown[]> {
  const values = keys.map((key) => context.read(key, store))
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : values
}

function answer<Result>(
  act: () => Result | Promise<Result>,
  callback: (error: unknown, result?: Result) => void,
): void {
  let result: Result | Promise<Result>
  try {
    result = act()
  } catch (error) {
    callback(error)
    return
  }
  if (!(result instanceof Promise)) callback(undefined, result)
  else settle(result, callback)
}

/** What the callback throws is its own fault, and no reason to call it again. */
function settle<Result>(result: Promise<Result>, callback: (error: unknown, result?: Result) => void): void {
  result.then(
    (value) => callback(undefined, value),
    (error) => callback(error ?? new Error('The context store failed without saying why.')),
  )
}
