import { type PropertyPart, parseProperty } from './property-expression.js'
import { assign, isUnsafe, type Key, readPath, resolveParts, writePath } from './property-steps.js'

/** A property expression, parsed once and made into functions. */
export interface Property {
  readonly expression: string
  /** Whether the place depends on the message, as in `list[msg.index]`. */
  readonly isDynamic: boolean
  /**
   * The value there, or undefined where a step on the way is missing. What an object inherits as `__proto__` or
   * `constructor` is never read or written: by way of it one node could change the objects of all others.
   *
   * @param message what `[msg.…]` refers to; the object itself where not given
   * @throws MillraceError BAD_PROPERTY where a `[msg.…]` is undefined
   */
  get(object: unknown, message?: object): unknown
  /**
   * Sets the value there; undefined deletes the property (from an array: takes the element out).
   *
   * @param createMissing make the objects and arrays that are missing on the way. Where not given: true, but false
   *   to delete
   * @returns false where the property cannot be set: something on the way is missing or is no object
   */
  set(object: unknown, value: unknown, createMissing?: boolean | null, message?: object): boolean
  delete(object: unknown, message?: object): boolean
}

/**
 * Compiles a property expression.
 *
 * @param prefix a name that may stand before the expression and means the object itself: with `msg`, `msg.payload` is
 *   the same as `payload`
 * @throws MillraceError BAD_PROPERTY
 */
export function compileProperty(expression: string, { prefix }: { prefix?: string } = {}): Property {
  const text =
    prefix !== undefined && expression.startsWith(`${prefix}.`)
      ? expression.slice(prefix.length + 1)
      : expression
  const parts = parseProperty(text)
  return parts.every(isKey) ? new StaticProperty(expression, parts) : new DynamicProperty(expression, parts)
}

const isKey = (part: PropertyPart): part is Key => typeof part !== 'object'

class StaticProperty implements Property {
  readonly isDynamic = false
  readonly get: Property['get']
  readonly set: Property['set']

  constructor(
    readonly expression: string,
    readonly keys: readonly Key[],
  ) {
    this.get = compileGet(keys)
    this.set = compileSet(keys)
  }

  delete(object: unknown): boolean {
    return writePath(object, this.keys, undefined, false)
  }
}

/** Nearly all expressions have one or two steps: a property access or two is then all that is done. */
function compileGet(keys: readonly Key[]): Property['get'] {
  if (keys.some(isUnsafe)) return (object) => readPath(object, keys)
  const [first, second] = keys as [string, Key]
  if (keys.length === 1) return (object) => (object as Readable | null | undefined)?.[first]
  if (keys.length === 2) {
    return (object) =>
      ((object as Readable | null | undefined)?.[first] as Readable | null | undefined)?.[second]
  }
  return (object) => {
    let value = object
    for (const key of keys) {
      if (value === undefined || value === null) return undefined
      value = (value as Readable)[key]
    }
    return value
  }
}

function compileSet(keys: readonly Key[]): Property['set'] {
  const [first] = keys as [string]
  if (keys.length > 1 || isUnsafe(first)) {
    return (object, value, createMissing) => writePath(object, keys, value, createMissing)
  }
  return (object, value, createMissing) => {
    if (value === undefined || typeof object !== 'object' || object === null) {
      return writePath(object, keys, value, createMissing)
    }
    return assign(object, first, value)
  }
}

type Readable = Readonly<Record<Key, unknown>>

class DynamicProperty implements Property {
  readonly isDynamic = true

  constructor(
    readonly expression: string,
    readonly parts: readonly PropertyPart[],
  ) {}

  get(object: unknown, message: unknown = object): unknown {
    return readPath(object, resolveParts(this.parts, message))
  }

  set(object: unknown, value: unknown, createMissing?: boolean | null, message: unknown = object): boolean {
    return writePath(object, resolveParts(this.parts, message), value, createMissing)
  }

  delete(object: unknown, message: unknown = object): boolean {
    return writePath(object, resolveParts(this.parts, message), undefined, false)
  }
}
