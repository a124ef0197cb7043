import type { FunctionOptions, Realm } from './realm.js'

/** The names that a function's text may use beside those of JavaScript: those that belong to one function. */
export function installScope(realm: Realm): void {
  /** Weak, so that a closed function leaves nothing behind. */
  const globals = new WeakMap<FunctionOptions, object>()
  type Make = (fn: number, options: FunctionOptions) => unknown
  const makers: Record<string, Make> = {
    context: (fn) => realm.makeContext(fn),
    flow: (fn) => realm.makeStore(fn, 'flow'),
    global: (fn) => realm.makeStore(fn, 'global'),
    env: (fn) => realm.makeEnvironment(fn),
    RED: (fn, options) => realm.makeRed(fn, options),
    setTimeout: (fn) => {
      const start = (callback: unknown, delay?: unknown, ...parameters: unknown[]) =>
        realm.timers.create(fn, callback, delay, parameters, false)
      const later = (delay?: unknown, value?: unknown) =>
        new Promise((resolve) => start(resolve, delay, value))
      return Object.assign(start, { [Symbol.for('nodejs.util.promisify.custom')]: later })
    },
    setInterval:
      (fn) =>
      (callback: unknown, delay?: unknown, ...parameters: unknown[]) =>
        realm.timers.create(fn, callback, delay, parameters, true),
    setImmediate:
      (fn) =>
      (callback: unknown, ...parameters: unknown[]) =>
        realm.timers.create(fn, callback, 1, parameters, false),
    clearTimeout: () => realm.timers.clear,
    clearInterval: () => realm.timers.clear,
    clearImmediate: () => realm.timers.clear,
    globalThis: (_fn, options) => realm.globalOf(options),
    $millraceTrack: () => track,
    $millraceClean: () => realm.clean,
    $millraceImport: () => refuseImport,
    $millraceAwait: () => realm.bridge,
  }

  realm.shared.push(track, refuseImport, realm.clean)

  realm.makeScope = (options) => {
    const scope: Record<string, unknown> = { ...options.libs }
    for (const name of options.parameters) {
      const make = makers[name]
      if (make !== undefined && !Object.hasOwn(options.libs, name))
        scope[name] = make(options.number, options)
    }
    return scope
  }

  realm.scopeOf = (fn, scope) => realm.makeStore(fn, scope)

  realm.globalOf = (options) => {
    let own = globals.get(options)
    if (own === undefined) {
      own = makeGlobal(options)
      globals.set(options, own)
    }
    return own
  }

  function makeGlobal(options: FunctionOptions): object {
    // Not an heir of the real one: what is frozen there could not be set here.
    const own: Record<string, unknown> = {}
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      const value: unknown = Reflect.get(globalThis, name)
      Object.defineProperty(own, name, { value, writable: true, configurable: true })
    }
    for (const name of Object.keys(makers)) {
      if (name.startsWith('$') || name === 'globalThis') continue
      Object.defineProperty(own, name, {
        get: () => makers[name]?.(options.number, options),
        set(value: unknown) {
          Object.defineProperty(own, name, { value, writable: true, configurable: true, enumerable: true })
        },
        configurable: true,
      })
    }
    Object.defineProperty(own, 'globalThis', { value: own, writable: true, configurable: true })
    return own
  }

  function track(promise: Promise<unknown>): Promise<unknown> {
    return realm.trackPromise(promise)
  }

  function refuseImport(): Promise<never> {
    return Promise.reject(
      new Error('import() is not available in a function: list the module in the node, under "libs".'),
    )
  }
}
