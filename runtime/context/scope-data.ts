import { compileProperty, type Property } from '../message/property.js'

/** The values of one scope, by top-level key. Without a prototype: what is not set is undefined whatever its name. */
export type ScopeData = Record<string, unknown>

export function createScopeData(values: object = {}): ScopeData {
  return Object.assign(Object.create(null), values)
}

/** Reads and writes scopes by property expressions, each parsed once. */
export class ScopeAccess {
  readonly #properties = new Map<string, Property>()

  /** @throws MillraceError BAD_PROPERTY */
  get(data: object | undefined, key: string): unknown {
    const property = this.#compile(key)
    return data === undefined ? undefined : property.get(data)
  }

  /**
   * Sets the value, or deletes it where it is undefined. As in Node-RED, nothing happens where a part of the way is
   * no object.
   *
   * @throws MillraceError BAD_PROPERTY
   */
  set(data: object, key: string, value: unknown): void {
    this.#compile(key).set(data, value)
  }

  #compile(key: string): Property {
    let property = this.#properties.get(key)
    if (property === undefined) {
      // Keys may be made of message values: they must not pile up.
      if (this.#properties.size >= 1000) this.#properties.clear()
      property = compileProperty(key)
      this.#properties.set(key, property)
    }
    return property
  }
}
