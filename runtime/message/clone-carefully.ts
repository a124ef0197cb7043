import { types } from 'node:util'
import { type Fill, fillArray, fillError, fillInstance, fillMap, fillPlain, fillSet } from './clone-fill.js'
import { copyLeaf, copySlots } from './clone-leaf.js'
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

/** Nested deeper than this, copies are filled from a list instead of the stack. */
const deepest = 200

/** Remembers the copy of every object, so that shared references stay shared and cycles end. */
export class CarefulRun {
  readonly #copies = new Map<object, object>()
  readonly #unfilled: Array<[fill: Fill, source: object, copy: object]> = []

  constructor(readonly message: object | undefined) {}

  clone(value: object): object {
    const copy = this.copy(value, 0) as object
    for (let next = this.#unfilled.pop(); next; next = this.#unfilled.pop()) {
      const [fill, source, unfilled] = next
      fill(this, source, unfilled, 1)
    }
    return copy
  }

  /** The copy of a value that lies `depth` deep. */
  copy(value: unknown, depth: number): unknown {
    if (typeof value !== 'object' || value === null) return value
    const known = this.#copies.get(value)
    if (known !== undefined) return known
    try {
      return this.#copyObject(value, depth)
    } catch {
      // A proxy's trap or a class's own method threw: it cannot be copied.
      this.#copies.set(value, value)
      return value
    }
  }

  #copyObject(source: object, depth: number): object {
    const [copy, fill] = makeCopy(source)
    this.#copies.set(source, copy)
    if (fill === undefined) return copy
    if (depth < deepest) fill(this, source, copy, depth + 1)
    else this.#unfilled.push([fill, source, copy])
    return copy
  }
}

/** A copy that lacks what it holds, and how to fill it in: not before it is remembered, since it may hold itself. */
function makeCopy(source: object): [copy: object, fill?: Fill] {
  const prototype: object | null = Object.getPrototypeOf(source)
  if (Array.isArray(source)) return [withPrototype([], prototype), fillArray]
  if (prototype === Object.prototype || prototype === null) return makePlainCopy(source, prototype)
  const leaf = copyLeaf(source)
  if (leaf !== undefined) return [leaf]
  if (types.isMap(source)) return [withPrototype(new Map(), prototype), fillMap]
  if (types.isSet(source)) return [withPrototype(new Set(), prototype), fillSet]
  if (types.isNativeError(source)) return [withPrototype(new Error(), prototype), fillError]
  const slots = copySlots(source)
  if (slots !== undefined) return [withPrototype(slots, prototype), fillInstance]
  return isUncopyable(source, prototype) ? [source] : [Object.create(prototype), fillInstance]
}

function makePlainCopy(source: object, prototype: object | null): [copy: object, fill: Fill] {
  try {
    return [prototype === null ? { __proto__: null, ...source } : { ...source }, fillPlain]
  } catch {
    // A getter threw: copied one by one, the others can be had.
    return [Object.create(prototype), fillInstance]
  }
}

function withPrototype(copy: object, prototype: object | null): object {
  return Object.getPrototypeOf(copy) === prototype ? copy : Object.setPrototypeOf(copy, prototype)
}
