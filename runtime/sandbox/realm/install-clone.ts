import type { Realm } from './realm.js'

/**
 * A clone within the realm, as Node-RED clones messages: `req` and `res` are handed on, an object that the message
 * holds twice is one object in the clone as well, and so are cycles.
 */
export function installClone(realm: Realm): void {
  const { getPrototypeOf, ownKeys, apply } = Reflect
  const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as object
  const lengthOf = Object.getOwnPropertyDescriptor(typedArrayPrototype, 'length')?.get as () => number

  realm.cloneMessage = (message) => {
    const copies = new Map<object, object>()
    if (Array.isArray(message) || getPrototypeOf(message) !== Object.prototype) {
      return cloneObject(message, copies)
    }
    const copy: Record<string, unknown> = {}
    copies.set(message, copy)
    for (const key of Object.keys(message)) {
      const value: unknown = Reflect.get(message, key)
      define(copy, key, key === 'req' || key === 'res' ? value : cloneValue(value, copies))
    }
    return copy
  }

  realm.exports.clone = (message) => {
    try {
      return realm.cloneMessage(message)
    } catch {
      return undefined
    }
  }

  function cloneValue(value: unknown, copies: Map<object, object>): unknown {
    return typeof value === 'object' && value !== null ? cloneObject(value, copies) : value
  }

  function cloneObject(value: object, copies: Map<object, object>): object {
    const known = copies.get(value)
    if (known !== undefined) return known
    if (realm.exports.isOpaque(value)) return value
    if (Array.isArray(value)) return cloneArray(value, copies)
    const leaf = cloneLeaf(value)
    if (leaf !== undefined) {
      copies.set(value, leaf)
      return leaf
    }
    if (value instanceof Map) return cloneMap(value, copies)
    if (value instanceof Set) return cloneSet(value, copies)
    if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return value
    return isError(value) ? cloneError(value, copies) : cloneProperties(value, copies)
  }

  /** Those of the host are errors as well, at the level that hands them on. */
  function isError(value: object): boolean {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
  }

  /** A real one: nothing else leaves the realm as an error. */
  function cloneError(value: object, copies: Map<object, object>): object {
    const copy = Object.setPrototypeOf(new Error(), getPrototypeOf(value)) as object
    copies.set(value, copy)
    for (const key of ownKeys(value)) {
      const enumerable = Object.getOwnPropertyDescriptor(value, key)?.enumerable === true
      define(copy, key, cloneValue(Reflect.get(value, key), copies), enumerable)
    }
    return copy
  }

  function cloneArray(value: unknown[], copies: Map<object, object>): object {
    const copy: unknown[] = []
    copies.set(value, copy)
    const { length } = value
    for (let index = 0; index < length; index++) copy.push(cloneValue(value[index], copies))
    return copy
  }

  function cloneMap(value: Map<unknown, unknown>, copies: Map<object, object>): object {
    const copy = new Map<unknown, unknown>()
    copies.set(value, copy)
    Map.prototype.forEach.call(value, (item: unknown, key: unknown) => {
      copy.set(cloneValue(key, copies), cloneValue(item, copies))
    })
    return copy
  }

  function cloneSet(value: Set<unknown>, copies: Map<object, object>): object {
    const copy = new Set<unknown>()
    copies.set(value, copy)
    Set.prototype.forEach.call(value, (item: unknown) => {
      copy.add(cloneValue(item, copies))
    })
    return copy
  }

  function cloneLeaf(value: object): object | undefined {
    if (value instanceof Date) return new Date(Number(value))
    if (value instanceof RegExp) return new RegExp(value.source, value.flags)
    if (realm.isBuffer(value)) return realm.copyBuffer(value)
    if (ArrayBuffer.isView(value)) return cloneView(value)
    if (value instanceof ArrayBuffer) return value.slice(0)
    return undefined
  }

  function cloneView(value: ArrayBufferView): object {
    const Kind = Reflect.get(value, 'constructor') as new (...parameters: unknown[]) => object
    if (value instanceof DataView)
      return new DataView(value.buffer.slice(0), value.byteOffset, value.byteLength)
    return apply(lengthOf, value, []) === 0 ? new Kind(0) : new Kind(value)
  }

  function cloneProperties(value: object, copies: Map<object, object>): object {
    const copy = Object.create(getPrototypeOf(value)) as object
    copies.set(value, copy)
    for (const key of Object.keys(value)) {
      define(copy, key, cloneValue(Reflect.get(value, key), copies))
    }
    return copy
  }

  /** Defines rather than assigns: `__proto__` and setters of the prototype stay what they are. */
  function define(target: object, key: PropertyKey, value: unknown, enumerable = true): void {
    Object.defineProperty(target, key, { value, writable: true, enumerable, configurable: true })
  }
}
