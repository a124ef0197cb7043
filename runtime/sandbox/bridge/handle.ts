import { inspect } from 'node:util'

/**
 * What stands outside of the realm for something that cannot be copied out of it: a function or a proxy. It becomes
 * the very thing again when it comes back.
 */
export class RealmHandle {
  readonly #value: object
  readonly #kind: string

  constructor(value: object, kind: string) {
    this.#value = value
    this.#kind = kind
    if (new.target === RealmHandle) Object.freeze(this)
  }

  /** What the handle stands for, for those of one realm: it is the realm's, so nothing may be done with it. */
  static open(handle: RealmHandle): object {
    return handle.#value
  }

  toString(): string {
    return `[${this.#kind} of a function node]`
  }

  toJSON(): unknown {
    return undefined
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

/** What stands for an instance of a class: with its fields, as they were when it left the realm, to be read. */
export class RealmInstance extends RealmHandle {
  constructor(value: object) {
    super(value, 'Object')
  }

  /** Takes the fields, which may lead back to the instance, and closes it. */
  complete(fields: ReadonlyArray<readonly [string, unknown]>): void {
    for (const [name, field] of fields) Object.defineProperty(this, name, { value: field, enumerable: true })
    Object.freeze(this)
  }

  /** The fields are its JSON. */
  override toJSON(): unknown {
    return { ...this }
  }

  override [inspect.custom](): string {
    return inspect({ ...this }, { customInspect: false })
  }
}
