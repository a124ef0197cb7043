import type { Realm } from './realm.js'

/**
 * Promises of which no rejection reaches the process: each one made in this realm gets a handler as it is made, and
 * those that nobody else handles are reported as errors of their function. `await` on a promise goes through `then`
 * here, since the promise's `constructor` is not the intrinsic one.
 *
 * Promises of async functions are the exception: the engine makes those itself. The texts of functions are rewritten
 * so that each is handed to `trackPromise`.
 */
export function installPromises(realm: Realm): void {
  const NativePromise = Promise
  const { prototype } = NativePromise
  const nativeThen = prototype.then
  const { apply, construct, defineProperty } = Reflect
  const handled = new WeakSet<object>()
  let rejected: Array<{ promise: object; reason: unknown; fn: number }> = []
  let isTracking = false
  let lastTracked: unknown

  function WatchedPromise(this: unknown, executor: unknown): object {
    if (new.target === undefined) throw new TypeError("Promise constructor cannot be invoked without 'new'")
    const promise = construct(NativePromise, [executor], new.target) as Promise<unknown>
    return track(promise, (new.target as unknown) !== Watched)
  }
  const Watched = WatchedPromise as unknown as PromiseConstructor

  realm.trackPromise = (promise) => track(promise, false)

  realm.whenSettled = (promise, onFulfilled, onRejected) => {
    isTracking = true
    try {
      apply(nativeThen, toNative(promise), [onFulfilled, onRejected])
    } finally {
      isTracking = false
    }
  }

  realm.reportUnhandled = () => {
    const found = rejected
    rejected = []
    for (const { promise, reason, fn } of found) {
      if (handled.has(promise)) continue
      realm.ask(fn, 'unhandled', realm.describeFailure(reason))
    }
  }
  realm.exports.reportUnhandled = () => {
    try {
      realm.reportUnhandled()
    } catch {
      // Out of stack: nothing is left to report with.
    }
  }

  for (const name of [
    'all',
    'allSettled',
    'any',
    'race',
    'reject',
    'resolve',
    'withResolvers',
    'try',
  ] as const) {
    const native: unknown = Reflect.get(NativePromise, name)
    if (typeof native === 'function')
      defineProperty(Watched, name, { value: native, configurable: true, writable: true })
  }
  defineProperty(Watched, 'name', { value: 'Promise', configurable: true })
  defineProperty(Watched, 'prototype', { value: prototype })
  defineProperty(Watched, Symbol.species, {
    get() {
      return this
    },
  })
  // While a handler of ours is attached, the engine asks for the class of the promise that `then` gives.
  defineProperty(prototype, 'constructor', {
    get: () => (isTracking ? NativePromise : Watched),
    configurable: false,
  })
  defineProperty(prototype, 'then', { value: watchedThen, writable: true, configurable: true })
  defineProperty(watchedThen, 'name', { value: 'then', configurable: true })
  defineProperty(globalThis, 'Promise', { value: Watched, writable: true, configurable: true })
  watchAsyncGenerators()

  function watchedThen(this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown): unknown {
    const fn = realm.current
    const derived: unknown = apply(nativeThen, this, [
      typeof onFulfilled === 'function' ? resume(onFulfilled, fn) : onFulfilled,
      typeof onRejected === 'function' ? receive(onRejected, fn) : onRejected,
    ])
    handled.add(this)
    realm.promisesMade++
    // A promise whose `constructor` was removed gives one that the engine made.
    if (derived !== lastTracked) trackForeign(derived)
    return derived
  }

  function resume(callback: unknown, fn: number): (value: unknown) => unknown {
    return (value) => {
      realm.current = fn
      return (callback as (value: unknown) => unknown)(value)
    }
  }

  function receive(callback: unknown, fn: number): (reason: unknown) => unknown {
    return (reason) => {
      realm.current = fn
      return (callback as (reason: unknown) => unknown)(realm.clean(reason))
    }
  }

  function track<Value>(promise: Promise<Value>, isOfSubclass: boolean): Promise<Value> {
    const fn = realm.current
    lastTracked = promise
    realm.promisesMade++
    // A subclass may say that `then` gives anything at all.
    if (isOfSubclass) defineProperty(promise, 'constructor', { value: NativePromise, configurable: true })
    isTracking = true
    try {
      apply(nativeThen, promise, [
        undefined,
        (reason: unknown) => {
          if (rejected.length < 1000) rejected.push({ promise, reason, fn })
          realm.host.noteUnhandled()
        },
      ])
    } finally {
      isTracking = false
      if (isOfSubclass) Reflect.deleteProperty(promise, 'constructor')
    }
    return promise
  }

  function trackForeign(derived: unknown): void {
    try {
      track(derived as Promise<unknown>, true)
    } catch {
      // No promise of the engine, or one that is frozen and was tracked when it was made.
    }
  }

  function toNative(promise: unknown): Promise<unknown> {
    return new NativePromise((resolve) => resolve(promise))
  }

  function watchAsyncGenerators(): void {
    const generatorPrototype = Object.getPrototypeOf(async function* () {}.prototype) as object
    for (const name of ['next', 'return', 'throw']) {
      const native: unknown = Reflect.get(generatorPrototype, name)
      if (typeof native !== 'function') continue
      const watched = {
        [name](this: unknown, ...parameters: unknown[]): unknown {
          return track(apply(native as () => Promise<unknown>, this, parameters), false)
        },
      }
      defineProperty(generatorPrototype, name, { value: watched[name], writable: true, configurable: true })
    }
    const { fromAsync } = Array as unknown as Record<string, unknown>
    if (typeof fromAsync !== 'function') return
    const watched = {
      fromAsync(this: unknown, ...parameters: unknown[]): unknown {
        return track(apply(fromAsync as () => Promise<unknown>, this, parameters), false)
      },
    }
    defineProperty(Array, 'fromAsync', { value: watched.fromAsync, writable: true, configurable: true })
  }
}
