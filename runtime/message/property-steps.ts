import { MillraceError } from '../errors.js'
import { formatProperty, type PropertyPart } from './property-expression.js'

export type Key = string | number

type Writable = Record<Key, unknown>

/**
 * Names by which every object reaches the prototypes of all others. Only an object's own properties of these names
 * are read, and `__proto__` is never written.
 */
export function isUnsafe(key: PropertyPart): boolean {
  return key === '__proto__' || key === 'constructor'
}

/** The value that the keys lead to; undefined where one on the way is missing. */
export function readPath(object: unknown, keys: readonly Key[]): unknown {
  let value = object
  for (const key of keys) {
    if (value === undefined || value === null) return undefined
    value = readStep(value, key)
  }
  return value
}

function readStep(object: NonNullable<unknown>, key: Key): unknown {
  if (isUnsafe(key) && !Object.hasOwn(object, key)) return undefined
  return (object as Writable)[key]
}

/**
 * Sets or, with undefined, deletes what the keys lead to, with Node-RED's rules: only own properties are followed,
 * and what is missing is made an array where an index follows, else an object.
 *
 * @returns false where it cannot be done
 */
export function writePath(
  object: unknown,
  keys: readonly Key[],
  value: unknown,
  createMissing: boolean | null = value !== undefined,
): boolean {
  if (keys.includes('__proto__')) return false
  let holder = object
  for (let index = 0; index < keys.length - 1; index++) {
    if (!isHolder(holder)) return false
    const key = keys[index]!
    if (!Object.hasOwn(holder, key)) {
      if (!createMissing) return false
      if (!assign(holder, key, typeof keys[index + 1] === 'number' ? [] : {})) return false
    }
    holder = (holder as Writable)[key]
  }
  if (!isHolder(holder)) return false
  const last = keys[keys.length - 1]!
  if (value === undefined) return remove(holder, last)
  return typeof holder === 'object' && assign(holder, last, value)
}

function isHolder(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** False where the object does not let the property be set: it is frozen, or a setter throws. */
export function assign(object: object, key: Key, value: unknown): boolean {
  try {
    ;(object as Writable)[key] = value
    return true
  } catch {
    return false
  }
}

function remove(object: object, key: Key): boolean {
  if (Array.isArray(object) && typeof key === 'number') object.splice(key, 1)
  else return Reflect.deleteProperty(object, key)
  return true
}

/**
 * The steps of an expression with each `[msg.…]` replaced by its value.
 *
 * @throws MillraceError BAD_PROPERTY where one is undefined
 */
export function resolveParts(parts: readonly PropertyPart[], message: unknown): Key[] {
  return parts.map((part) => (typeof part === 'object' ? resolveNested(part, message) : part))
}

function resolveNested(parts: readonly PropertyPart[], message: unknown): Key {
  const value = readPath(message, resolveParts(parts.slice(1), message))
  if (value === undefined) {
    throw new MillraceError(
      'BAD_PROPERTY',
      `${formatProperty(parts)} is undefined, so it names no property. Set it before, or write the name itself.`,
    )
  }
  return typeof value === 'number' ? value : String(value)
}
