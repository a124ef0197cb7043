import type { Realm } from './realm.js'

/**
 * `context`, `flow`, `global` and `env` of functions. What a store keeps by reference stays the realm's own object,
 * which all functions share; other stores are given copies, and give copies.
 */
export function installContext(realm: Realm): void {
  const { isArray } = Array
  type Callback = (error?: unknown, ...values: unknown[]) => unknown

  realm.makeContext = (fn) => {
    const context = makeStore(fn, 'node')
    Object.defineProperties(context, {
      flow: { get: () => realm.scopeOf(fn, 'flow'), enumerable: true, configurable: true },
      global: { get: () => realm.scopeOf(fn, 'global'), enumerable: true, configurable: true },
    })
    return context
  }
  realm.makeStore = makeStore
  realm.granted = (fn, scope, key, store) =>
    scope === 'global' && store === undefined && realm.host.grants(key)
      ? realm.ask(fn, 'granted', key)
      : undefined
  realm.makeEnvironment = (fn) => ({
    get: (name: unknown) => realm.fetch(fn, 'env', String(name)),
  })

  function makeStore(fn: number, scope: string): Record<string, unknown> {
    return {
      get(key: unknown, ...rest: unknown[]): unknown {
        const { store, callback } = readTail(rest)
        if (callback !== undefined) {
          const keys = isArray(key) ? key.map(String) : [String(key)]
          askLater(fn, 'contextGetLater', [scope, keys.join('\n'), store], (error, values) => {
            callback(error, ...(isArray(values) ? values : []))
          })
          return undefined
        }
        if (isArray(key)) return key.map((each) => read(fn, scope, each, store))
        return read(fn, scope, key, store)
      },
      set(key: unknown, value: unknown, ...rest: unknown[]): void {
        const { store, callback } = readTail(rest)
        const keys = isArray(key) ? key.map(String) : [String(key)]
        const values: unknown[] = isArray(key) ? (isArray(value) ? value : [value]) : [value]
        const copies = keys.map((each, index) =>
          holdOut(fn, scope, each, store, index < values.length ? values[index] : null),
        )
        if (callback !== undefined) {
          askLater(fn, 'contextSetLater', [scope, keys.join('\n'), store, ...copies], (error) =>
            callback(error),
          )
          return
        }
        for (let index = 0; index < keys.length; index++)
          realm.ask(fn, 'contextSet', scope, keys[index], copies[index], store)
      },
      keys(...rest: unknown[]): unknown {
        const { store, callback } = readTail(rest)
        if (callback === undefined) return realm.fetch(fn, 'contextKeys', scope, store)
        askLater(fn, 'contextKeysLater', [scope, store], callback)
        return undefined
      },
    }
  }

  /** What stands for a value in a store: itself where the store keeps it by reference, else a copy. */
  function holdOut(
    fn: number,
    scope: string,
    key: string,
    store: string | undefined,
    value: unknown,
  ): unknown {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
    if (!isObject || realm.level === 'trusted') return value
    const held = realm.ask(fn, 'contextHold', scope, key, store, value)
    return held === false ? realm.copyOut(value) : held
  }

  function read(fn: number, scope: string, key: unknown, store: string | undefined): unknown {
    const granted = realm.granted(fn, scope, String(key), store)
    return granted !== undefined ? granted : realm.fetch(fn, 'contextGet', scope, String(key), store)
  }

  /** `(store?, callback?)`: either, both or none. */
  function readTail([first, second]: unknown[]): {
    store: string | undefined
    callback: Callback | undefined
  } {
    const callback = typeof first === 'function' ? first : second
    return {
      store: typeof first === 'string' ? first : undefined,
      callback: typeof callback === 'function' ? (callback as Callback) : undefined,
    }
  }

  function askLater(fn: number, operation: string, parameters: unknown[], callback: Callback): void {
    const ticket = ++realm.lastTicket
    realm.answers.set(ticket, (failure, value) => {
      realm.current = fn
      callback(failure === undefined ? undefined : new Error(failure), value)
    })
    realm.ask(fn, operation, ticket, ...parameters)
  }
}
