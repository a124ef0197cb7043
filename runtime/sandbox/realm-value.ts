import { ForeignValue } from '../message/foreign.js'

export type Keys = ReadonlyArray<string | number>

/** What the values that a realm keeps in contexts need of it. */
export interface ValueRealm {
  readValue(value: object, keys: Keys): unknown
  /** The realm's own object, or a primitive value. */
  valueAt(value: object, keys: Keys): unknown
  writeValue(value: object, keys: Keys, item: unknown): void
  adoptValue(value: object): ForeignValue
}

/** A value of the context as the functions of a contained realm share it. */
export class RealmValue extends ForeignValue {
  readonly #value: object

  constructor(
    readonly realm: ValueRealm,
    value: object,
  ) {
    super()
    this.#value = value
  }

  /** The realm's own object, for that realm alone: it is carried there, never looked into. */
  static open(value: RealmValue, realm: ValueRealm): object | undefined {
    return value.realm === realm ? value.#value : undefined
  }

  read(keys: Keys): unknown {
    return this.realm.readValue(this.#value, keys)
  }

  at(keys: Keys): unknown {
    const found = this.realm.valueAt(this.#value, keys)
    const isObject = (typeof found === 'object' && found !== null) || typeof found === 'function'
    return isObject ? new RealmValue(this.realm, found) : found
  }

  write(keys: Keys, item: unknown): void {
    this.realm.writeValue(this.#value, keys, item)
  }

  adopt(value: object): ForeignValue {
    return this.realm.adoptValue(value)
  }
}
