import { inspect } from 'node:util'

/**
 * What stands outside of the realm for something that cannot be copied out of it: a function, a proxy, an instance
 * of a class. It becomes the very thing again when it comes back.
 */
export class RealmHandle {
  readonly #value: object
  readonly #kind: string

  constructor(value: object, kind: string) {
    this.#value = value
    this.#kind = kind
    Object.freeze(this)
  }

  /** What the handle stands for, for those of one realm: it is the realm's, so nothing may be done with it. */
  static open(handle: RealmHandle): object {
    return handle.#value
  }

  toString(): string {
    return `[${this.#kind} of a function node]`
  }

  toJSON(): undefined {
    return undefined
  }

  [inspect.custom](): string {
    return this.toString()
  }
}
