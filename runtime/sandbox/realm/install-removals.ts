/**
 * Takes away what a realm cannot hold in: memory shared between threads and waiting on it (stalls), code made of
 * bytes, and callbacks that run outside of any watched call.
 */
export function installRemovals(): void {
  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'ShadowRealm', 'gc']) {
    Reflect.deleteProperty(globalThis, name)
  }
  // The specification lets an engine never call back, and this one never does.
  class NeverCalling {
    readonly #callback: unknown
    constructor(callback: unknown) {
      if (typeof callback !== 'function') throw new TypeError('The callback must be a function.')
      this.#callback = callback
    }
    register(): void {
      void this.#callback
    }
    unregister(): boolean {
      return false
    }
  }
  Object.defineProperty(NeverCalling, 'name', { value: 'FinalizationRegistry', configurable: true })
  Object.defineProperty(globalThis, 'FinalizationRegistry', {
    value: NeverCalling,
    writable: true,
    configurable: true,
  })
}
