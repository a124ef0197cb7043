import { ForeignValue } from '../message/foreign.js'
import { compileProperty, type Property } from '../message/property.js'
import { parseProperty } from '../message/property-expression.js'

/** The values of one scope, by top-level key. Without a prototype: what is not set is undefined whatever its name. */
export type ScopeData = Record<string, unknown>

export function createScopeData(values: object = {}): ScopeData {
  return Object.assign(Object.create(null), values)
}

/** Brings a value of the host into a sandbox's realm. */
export type Adopt = (value: object) => ForeignValue

interface Place {
  readonly property: Property
  /** The name of the value that the key leads into, and the way on from there; '' where that depends on a message. */
  readonly top: string
  readonly rest: ReadonlyArray<string | number>
}

/**
 * Reads and writes scopes by property expressions, each parsed once. What functions of a sandbox keep in a scope
 * stands there as a {@link ForeignValue}, always as a whole: never in an object of the host.
 */
export class ScopeAccess {
  readonly #places = new Map<string, Place>()

  /** @throws MillraceError BAD_PROPERTY */
  get(data: object | undefined, key: string): unknown {
    const { property, top, rest } = this.#compile(key)
    if (data === undefined) return undefined
    const kept = (data as ScopeData)[top]
    return kept instanceof ForeignValue ? kept.read(rest) : property.get(data)
  }

  /**
   * As `get`, for a sandbox: objects are brought into its realm, once, and stay there.
   *
   * @returns a foreign value, or a primitive one
   * @throws MillraceError BAD_PROPERTY
   */
  getKept(data: object | undefined, key: string, adopt: Adopt): unknown {
    const { property, top, rest } = this.#compile(key)
    if (data === undefined) return undefined
    let kept = (data as ScopeData)[top]
    if (!(kept instanceof ForeignValue)) {
      if ((typeof kept !== 'object' && typeof kept !== 'function') || kept === null) return property.get(data)
      kept = adopt(kept)
      ;(data as ScopeData)[top] = kept
    }
    return rest.length === 0 ? kept : (kept as ForeignValue).at(rest)
  }

  /**
   * Sets the value, or deletes it where it is undefined. As in Node-RED, nothing happens where a part of the way is
   * no object.
   *
   * @throws MillraceError BAD_PROPERTY
   */
  set(data: object, key: string, value: unknown): void {
    const { property, top, rest } = this.#compile(key)
    if (rest.length > 0) {
      const holder = this.#foreignHolder(data as ScopeData, { top, rest }, value)
      if (holder !== undefined) {
        holder.write(rest, value)
        return
      }
    }
    property.set(data, value)
  }

  /** What a foreign value is in, or is put into. */
  #foreignHolder(
    data: ScopeData,
    { top, rest }: Pick<Place, 'top' | 'rest'>,
    value: unknown,
  ): ForeignValue | undefined {
    const kept = data[top]
    if (kept instanceof ForeignValue) return kept
    if (!(value instanceof ForeignValue)) return undefined
    const made = kept === undefined ? (typeof rest[0] === 'number' ? [] : {}) : kept
    if (typeof made !== 'object' || made === null) return undefined
    const holder = value.adopt(made)
    data[top] = holder
    return holder
  }

  #compile(key: string): Place {
    let place = this.#places.get(key)
    if (place === undefined) {
      // Keys may be made of message values: they must not pile up.
      if (this.#places.size >= 1000) this.#places.clear()
      place = createPlace(key)
      this.#places.set(key, place)
    }
    return place
  }
}

function createPlace(key: string): Place {
  const parts = parseProperty(key)
  const keys = parts.filter((part) => typeof part !== 'object')
  // There is no message here: a key with `[msg.…]` in it is refused when it is used.
  const [top = '', ...rest] = keys.length === parts.length ? keys : []
  return { property: compileProperty(key), top: String(top), rest }
}
