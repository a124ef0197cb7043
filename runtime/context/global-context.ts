import { parseContextKey } from '../message/place.js'
import { type FindStore, ScopeContext } from './scope-context.js'
import { type Adopt, ScopeAccess } from './scope-data.js'

/**
 * The global context: what no store holds a value for comes from `functionGlobalContext` of the settings, by
 * reference.
 */
export class GlobalContext extends ScopeContext {
  readonly #access = new ScopeAccess()

  constructor(
    findStore: FindStore,
    readonly seeds: Readonly<Record<string, unknown>>,
  ) {
    super(['global'], findStore)
  }

  override get(key: string, store?: string): unknown {
    return this.#orSeed(super.get(key, store), key)
  }

  override getKept(key: string, store: string | undefined, adopt: Adopt): unknown {
    const stored = super.getKept(key, store, adopt)
    return stored === undefined ? this.#access.getKept(this.seeds, keyOf(key), adopt) : stored
  }

  override keys(store?: string): string[] {
    return this.#withSeeds(super.keys(store))
  }

  override async getAsync(key: string, store?: string): Promise<unknown> {
    return this.#orSeed(await super.getAsync(key, store), key)
  }

  override async keysAsync(store?: string): Promise<string[]> {
    return this.#withSeeds(await super.keysAsync(store))
  }

  override read(key: string, store?: string): unknown {
    const value = super.read(key, store)
    return value instanceof Promise
      ? value.then((stored) => this.#orSeed(stored, key))
      : this.#orSeed(value, key)
  }

  #orSeed(stored: unknown, key: string): unknown {
    if (stored !== undefined) return stored
    return this.#access.get(this.seeds, keyOf(key))
  }

  #withSeeds(keys: string[]): string[] {
    return [...new Set([...Object.keys(this.seeds), ...keys])]
  }
}

const keyOf = (text: string) => (text.startsWith('#:') ? parseContextKey(text).key : text)
