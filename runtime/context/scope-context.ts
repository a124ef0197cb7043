import { parseContextKey } from '../message/place.js'
import type { StoreDriver } from './driver.js'
import type { Adopt } from './scope-data.js'
import type { ContextStore } from './store.js'

/** Finds a store by name; the default one for undefined, `default` and names that there are not. */
export type FindStore = (name: string | undefined) => StoreDriver

interface Entry {
  driver: StoreDriver
  scope: string
  key: string
}

/** One scope of context, in all stores. */
export class ScopeContext implements ContextStore {
  /**
   * @param scopes the scope itself, then those that `$parent.`, `$parent.$parent.` and so on lead to
   */
  constructor(
    readonly scopes: readonly [string, ...string[]],
    readonly findStore: FindStore,
  ) {}

  get(key: string, store?: string): unknown {
    const entry = this.#find(key, store)
    return entry?.driver.get(entry.scope, entry.key)
  }

  set(key: string, value: unknown, store?: string): void {
    const entry = this.#find(key, store)
    entry?.driver.set(entry.scope, entry.key, value)
  }

  keys(store?: string): string[] {
    return this.findStore(store).keys(this.scopes[0])
  }

  async getAsync(key: string, store?: string): Promise<unknown> {
    const entry = this.#find(key, store)
    return entry?.driver.getAsync(entry.scope, entry.key)
  }

  async setAsync(key: string, value: unknown, store?: string): Promise<void> {
    const entry = this.#find(key, store)
    await entry?.driver.setAsync(entry.scope, entry.key, value)
  }

  async keysAsync(store?: string): Promise<string[]> {
    return this.findStore(store).keysAsync(this.scopes[0])
  }

  read(key: string, store?: string): unknown {
    const entry = this.#find(key, store)
    if (entry === undefined) return undefined
    const { driver, scope } = entry
    return driver.isAsync ? driver.getAsync(scope, entry.key) : driver.get(scope, entry.key)
  }

  write(key: string, value: unknown, store?: string): void | Promise<void> {
    const entry = this.#find(key, store)
    if (entry === undefined) return
    const { driver, scope } = entry
    if (driver.isAsync) return driver.setAsync(scope, entry.key, value)
    driver.set(scope, entry.key, value)
  }

  keeps(key: string, store?: string): boolean {
    return this.#find(key, store)?.driver.getKept !== undefined
  }

  getKept(key: string, store: string | undefined, adopt: Adopt): unknown {
    const entry = this.#find(key, store)
    if (entry === undefined) return undefined
    const { driver, scope } = entry
    return driver.getKept === undefined
      ? driver.get(scope, entry.key)
      : driver.getKept(scope, entry.key, adopt)
  }

  /** Undefined where `$parent.` leads out of the outermost flow: nothing is there, and nothing can be set. */
  #find(text: string, store: string | undefined): Entry | undefined {
    const named = text.startsWith('#:') ? parseContextKey(text) : { key: text }
    const driver = this.findStore(named.store ?? store)
    let { key } = named
    let level = 0
    if (this.scopes.length > 1 || isFlow(this.scopes[0])) {
      while (key.startsWith('$parent.')) {
        key = key.slice('$parent.'.length)
        level++
      }
    }
    const scope = this.scopes[level]
    return scope === undefined ? undefined : { driver, scope, key }
  }
}

const isFlow = (scope: string) => scope !== 'global' && !scope.includes(':')
