import type { Realm } from './realm.js'

/** Timers of functions: each belongs to a function, which is charged for it, and goes when that is closed. */
export function installTimers(realm: Realm): void {
  interface Entry {
    readonly fn: number
    readonly callback: (...parameters: unknown[]) => unknown
    readonly parameters: unknown[]
    readonly repeats: boolean
  }
  const entries = new Map<number, Entry>()
  let lastId = 0

  class Timer {
    readonly #id: number
    readonly #fn: number
    #holds = true

    constructor(id: number, fn: number) {
      this.#id = id
      this.#fn = fn
    }
    static idOf(timer: unknown): number | undefined {
      if (typeof timer === 'object' && timer !== null && #id in timer) return timer.#id
      const id = typeof timer === 'string' ? Number(timer) : timer
      return typeof id === 'number' ? id : undefined
    }
    ref(): this {
      this.#holds = true
      return this
    }
    unref(): this {
      this.#holds = false
      return this
    }
    hasRef(): boolean {
      return this.#holds
    }
    refresh(): this {
      if (entries.has(this.#id)) realm.ask(this.#fn, 'refreshTimer', this.#id)
      return this
    }
    close(): this {
      realm.timers.clear(this)
      return this
    }
    [Symbol.toPrimitive](): number {
      return this.#id
    }
  }

  Object.defineProperty(realm, 'timers', { value: { create, clear, fire } })
  realm.exports.fireTimer = fire
  realm.exports.forgetTimers = forget
  realm.shared.push(Timer, clear)

  function create(
    fn: number,
    callback: unknown,
    milliseconds: unknown,
    parameters: unknown[],
    repeats: boolean,
  ): object {
    if (typeof callback !== 'function') {
      throw new TypeError(`The first argument of a timer must be a function, not ${typeof callback}.`)
    }
    const delay = Number(milliseconds)
    const id = ++lastId
    realm.ask(fn, 'setTimer', id, delay >= 1 && delay <= 2147483647 ? delay : 1, repeats)
    entries.set(id, { fn, callback: callback as Entry['callback'], parameters, repeats })
    return realm.markOpaque(new Timer(id, fn))
  }

  function forget(fn: number): void {
    for (const [id, entry] of entries) if (entry.fn === fn) entries.delete(id)
  }

  function clear(timer: unknown): void {
    const id = Timer.idOf(timer)
    if (id === undefined) return
    const entry = entries.get(id)
    if (entry === undefined) return
    entries.delete(id)
    realm.ask(entry.fn, 'clearTimer', id)
  }

  /** Called by the host when a timer is due, for each of them inside its own watched call. */
  function fire(id: number): void {
    const entry = entries.get(id)
    if (entry === undefined) return
    const { fn, callback, parameters, repeats } = entry
    if (!repeats) entries.delete(id)
    realm.runCallback(fn, callback, parameters)
  }
}
