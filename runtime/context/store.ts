import type { Adopt } from './scope-data.js'

/**
 * One scope of context (a node's, a flow's or the global one) as nodes see it. Keys are property expressions
 * (`a.b[0]`), and may name a store: `#:(file)::a.b`. Values of the memory store and of the file store are handed over
 * by reference, as in Node-RED.
 */
export interface ContextStore {
  get(key: string, store?: string): unknown
  set(key: string, value: unknown, store?: string): void
  keys(store?: string): string[]
  /** As `get`, for stores that cannot answer at once. */
  getAsync(key: string, store?: string): Promise<unknown>
  /** Settles when the value is stored: for a file store, on disk. */
  setAsync(key: string, value: unknown, store?: string): Promise<void>
  keysAsync(store?: string): Promise<string[]>
  /** The value, or a promise of it where the store cannot answer at once. */
  read(key: string, store?: string): unknown
  /**
   * For sandboxes: as `get`, but where the store `keeps` values, an object is brought into the sandbox's realm by
   * `adopt`, once, and stays there: given is a `ForeignValue` then.
   */
  getKept?(key: string, store: string | undefined, adopt: Adopt): unknown
  /** Whether the store keeps values by reference, so that `set` takes a `ForeignValue`. */
  keeps?(key: string, store?: string): boolean
  /** As `set`; a promise only where the store cannot take the value at once. */
  write(key: string, value: unknown, store?: string): void | Promise<void>
}
