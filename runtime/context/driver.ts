import type { Adopt } from './scope-data.js'

/**
 * A context store that a package or the settings file can provide:
 * `contextStorage: { redis: { module: redisStore, config: {…} } }`, where `module` is such an object or a function that
 * makes one of the `config`.
 *
 * Scopes are `global`, the id of a flow, or `<node id>:<flow id>`; keys are property expressions (`a.b[0]`). Each
 * function may answer at once or with a promise. Stores written for Node-RED, which take a callback, work as well.
 */
export interface ContextPlugin {
  open?(): void | Promise<void>
  get(scope: string, key: string): unknown
  /** Settles when the value is stored. Undefined deletes the key. */
  set(scope: string, key: string, value: unknown): void | Promise<void>
  /** The top-level keys of a scope. */
  keys(scope: string): string[] | Promise<string[]>
  /** Deletes a scope. */
  delete(scope: string): void | Promise<void>
  /** Deletes all scopes but `global` and those that belong to one of these nodes and flows. */
  clean(activeIds: readonly string[]): void | Promise<void>
  close?(): void | Promise<void>
}

/** A store as the contexts use it. */
export interface StoreDriver {
  /** Cannot answer at once: `get` and `keys` throw, or give what only a store of Node-RED's can give. */
  readonly isAsync: boolean
  open(): Promise<void>
  get(scope: string, key: string): unknown
  set(scope: string, key: string, value: unknown): void
  keys(scope: string): string[]
  /** As `get`, for a sandbox; only stores that keep values by reference have it. */
  getKept?(scope: string, key: string, adopt: Adopt): unknown
  getAsync(scope: string, key: string): Promise<unknown>
  /** Settles when the value is stored for good. */
  setAsync(scope: string, key: string, value: unknown): Promise<void>
  keysAsync(scope: string): Promise<string[]>
  delete(scope: string): Promise<void>
  clean(activeIds: readonly string[]): Promise<void>
  /** Settles when everything set so far is stored for good. */
  flush(): Promise<void>
  close(): Promise<void>
}

export type ContextLog = (level: 'info' | 'warn' | 'error', message: string) => void

/** Whether a scope belongs to one of the active nodes or flows; the global one always does. */
export function isActive(scope: string, activeIds: ReadonlySet<string>): boolean {
  return scope === 'global' || activeIds.has(scope.split(':', 1)[0]!)
}
