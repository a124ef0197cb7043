import { types } from 'node:util'
import { copyLeaf, copyMatchDetails, copySlots, hasMatchDetails } from './clone-leaf.js'
import { isUncopyable } from './clone-uncopyable.js'

/**
 * Clones any value: shared references, cycles, nesting of any depth, Maps, Sets, errors, instances of classes,
 * getters that throw. What cannot be cloned is handed on by reference.
 *
 * @param isMessage the value is a message: its own `req` and `res` are handed on by reference
 */
export function cloneCarefully<Value extends object>(value: Value, isMessage: boolean): Value {
  return new CarefulRun(isMessage ? value : undefined).clone(value) as Value
}

type Fill = (source: object, copy: object, depth: number) => void

/** Nested deeper than this, copies are filled in from a list instead of the stack. */
const deepest = 200

class CarefulRun {
  readonly #copies = new Map<object, object>()
  readonly #unfilled: Array<() => void> = []

  constructor(readonly message: object | undefined) {}

  clone(value: object): object {
    const copy = this.#copy(value, 0)
    for (let fill = this.#unfilled.pop(); fill; fill = this.#unfilled.pop()) fill()
    return copy as object
  }

  #copy(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value
    const known = this.#copies.get(value)
    if (known) return known
    try {
      return this.#copyObject(value, depth)
    } catch {
      // A proxy's trap or a class's own method threw: it cannot be copied.
      this.#copies.set(value, value)
      return value
    }
  }

  #copyObject(source: object, depth: number): object {
    const leaf = copyLeaf(source)
    const [copy, fill] = leaf ? [leaf] : this.#makeEmptyCopy(source)
    this.#copies.set(source, copy)
    if (fill && depth < deepest) fill(source, copy, depth + 1)
    else if (fill) this.#unfilled.push(() => fill(source, copy, 1))
    return copy
  }

  #makeEmptyCopy(source: object): [copy: object, fill?: Fill] {
    const prototype = Object.getPrototypeOf(source)
    if (Array.isArray(source)) return [withPrototype([], prototype), this.#fillArray]
    if (types.isMap(source)) return [withPrototype(new Map(), prototype), this.#fillMap]
    if (types.isSet(source)) return [withPrototype(new Set(), prototype), this.#fillSet]
    if (types.isNativeError(source)) return [withPrototype(new Error(), prototype), this.#fillError]
    const slots = copySlots(source)
    if (slots) return [withPrototype(slots, prototype), this.#fillProperties]
    if (isUncopyable(source, prototype)) return [source]
    return [Object.create(prototype), this.#fillProperties]
  }

  readonly #fillArray: Fill = (source, copy, depth) => {
    const [elements, copied] = [source as unknown[], copy as unknown[]]
    copied.length = elements.length
    if (elements.length > 1e7) {
      // So long an array is mostly holes, or it could hardly be held.
      for (const key of Object.keys(elements)) copied[Number(key)] = this.#copy(elements[Number(key)], depth)
      return
    }
    for (let index = 0; index < elements.length; index++) {
      if (index in elements) copied[index] = this.#copy(elements[index], depth)
    }
    if (hasMatchDetails(elements)) copyMatchDetails(elements, copied)
  }

  readonly #fillMap: Fill = (source, copy, depth) => {
    const entries = Map.prototype.entries.call(source as Map<unknown, unknown>)
    for (const [key, value] of entries) {
      Map.prototype.set.call(copy, this.#copy(key, depth), this.#copy(value, depth))
    }
    this.#fillProperties(source, copy, depth)
  }

  readonly #fillSet: Fill = (source, copy, depth) => {
    for (const value of Set.prototype.values.call(source as Set<unknown>)) {
      Set.prototype.add.call(copy, this.#copy(value, depth))
    }
    this.#fillProperties(source, copy, depth)
  }

  /** An error's message, stack and cause are not enumerable. */
  readonly #fillError: Fill = (source, copy, depth) => {
    for (const key of Reflect.ownKeys(copy)) Reflect.deleteProperty(copy, key)
    for (const key of Reflect.ownKeys(source)) this.#copyProperty(source, copy, key, depth)
  }

  readonly #fillProperties: Fill = (source, copy, depth) => {
    for (const key of Reflect.ownKeys(source)) {
      if (Object.prototype.propertyIsEnumerable.call(source, key))
        this.#copyProperty(source, copy, key, depth)
    }
  }

  #copyProperty(source: object, copy: object, key: PropertyKey, depth: number): void {
    const handsOn = source === this.message && (key === 'req' || key === 'res')
    const descriptor = Object.getOwnPropertyDescriptor(source, key)
    if (!descriptor || Object.getOwnPropertyDescriptor(copy, key)?.configurable === false) return
    let value: unknown
    try {
      value = Reflect.get(source, key)
    } catch {
      Object.defineProperty(copy, key, { ...descriptor, configurable: true })
      return
    }
    Object.defineProperty(copy, key, {
      value: handsOn ? value : this.#copy(value, depth),
      enumerable: descriptor.enumerable ?? false,
      writable: true,
      configurable: true,
    })
  }
}

function withPrototype(copy: object, prototype: object | null): object {
  return Object.getPrototypeOf(copy) === prototype ? copy : Object.setPrototypeOf(copy, prototype)
}
