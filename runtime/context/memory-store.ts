import { isActive, type StoreDriver } from './driver.js'
import { type Adopt, createScopeData, ScopeAccess, type ScopeData } from './scope-data.js'

/** Keeps values in memory, by reference. */
export class MemoryStore implements StoreDriver {
  readonly isAsync = false
  protected readonly scopes = new Map<string, ScopeData>()
  readonly #access = new ScopeAccess()

  async open(): Promise<void> {}

  get(scope: string, key: string): unknown {
    return this.#access.get(this.scopes.get(scope), key)
  }

  getKept(scope: string, key: string, adopt: Adopt): unknown {
    return this.#access.getKept(this.scopes.get(scope), key, adopt)
  }

  set(scope: string, key: string, value: unknown): void {
    this.#access.set(this.dataOf(scope), key, value)
  }

  keys(scope: string): string[] {
    return Object.keys(this.scopes.get(scope) ?? {})
  }

  async getAsync(scope: string, key: string): Promise<unknown> {
    return this.get(scope, key)
  }

  async setAsync(scope: string, key: string, value: unknown): Promise<void> {
    this.set(scope, key, value)
  }

  async keysAsync(scope: string): Promise<string[]> {
    return this.keys(scope)
  }

  async delete(scope: string): Promise<void> {
    this.scopes.delete(scope)
  }

  async clean(activeIds: readonly string[]): Promise<void> {
    const active = new Set(activeIds)
    const gone = [...this.scopes.keys()].filter((scope) => !isActive(scope, active))
    await Promise.all(gone.map((scope) => this.delete(scope)))
  }

  async flush(): Promise<void> {}
  async close(): Promise<void> {}

  protected dataOf(scope: string): ScopeData {
    let data = this.scopes.get(scope)
    if (data === undefined) {
      data = createScopeData()
      this.scopes.set(scope, data)
    }
    return data
  }
}
