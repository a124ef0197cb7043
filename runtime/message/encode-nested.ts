/**
 * A value within an object that is shown: JSON where JSON can hold it, else `{ __enc__: true, type, data }`. Texts
 * and lists longer than `maxLength` are cut, and say their `length`.
 */
export function encodeNested(value: unknown, maxLength: number): unknown {
  return new NestedEncoder(maxLength).encode(value, '', [])
}

/** The parts of an error that are shown. */
export function describeError(error: Error): { name: string; message: string; stack?: string } {
  const { name, message, code, cause, stack } = error as Error & { code?: unknown }
  return {
    name,
    message: message === '' ? String(error) : message,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: String(cause) }),
    ...(stack === undefined ? {} : { stack }),
  }
}

interface Ancestor {
  value: object
  key: string
}

const internalKeys = new Set(['_req', '_res'])
const internalClasses = new Set(['ServerResponse', 'Socket'])

class NestedEncoder {
  constructor(readonly maxLength: number) {}

  encode(value: unknown, key: string, ancestors: readonly Ancestor[]): unknown {
    switch (typeof value) {
      case 'string':
        return value.length > this.maxLength ? `${value.slice(0, this.maxLength)}...` : value
      case 'number':
        return Number.isFinite(value) ? value : { __enc__: true, type: 'number', data: String(value) }
      case 'bigint':
        return { __enc__: true, type: 'bigint', data: String(value) }
      case 'function':
      case 'undefined':
        return { __enc__: true, type: typeof value }
      case 'object':
        return value === null ? null : this.#encodeObject(value, key, ancestors)
      default:
        return value
    }
  }

  #encodeObject(value: object, key: string, ancestors: readonly Ancestor[]): unknown {
    const known = ancestors.findIndex((ancestor) => ancestor.value === value)
    if (known !== -1) return this.encode(describeCycle(ancestors.slice(1, known + 1)), key, [])
    if (internalKeys.has(key)) return { __enc__: true, type: 'internal' }
    if (internalClasses.has(value.constructor?.name)) return '[internal]'
    const path = [...ancestors, { value, key }]
    if (Buffer.isBuffer(value)) return this.#encodeBytes(value)
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return this.encode(toJSON.call(value, key), key, path)
    return this.#encodeSpecial(value, path) ?? this.#encodeProperties(value, path)
  }

  #encodeSpecial(value: object, path: readonly Ancestor[]): unknown {
    if (Array.isArray(value)) return this.#encodeArray(value, path)
    if (value instanceof Error) {
      return { __enc__: true, type: 'error', data: this.#encodeProperties(describeError(value), path) }
    }
    if (value instanceof RegExp) return { __enc__: true, type: 'regexp', data: String(value) }
    if (value instanceof Set) {
      const data = this.#encodeElements([...value].slice(0, this.maxLength), path)
      return { __enc__: true, type: 'set', data, length: value.size }
    }
    if (value instanceof Map) return this.#encodeMap(value, path)
    if (ArrayBuffer.isView(value) && 'length' in value)
      return this.#encodeTypedArray(value as Uint8Array, path)
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return this.encode(value.valueOf(), '', path)
    }
    return undefined
  }

  #encodeArray(value: readonly unknown[], path: readonly Ancestor[]): unknown {
    if (value.length <= this.maxLength) return this.#encodeElements(value, path)
    const data = this.#encodeElements(value.slice(0, this.maxLength), path)
    return { __enc__: true, type: 'array', data, length: value.length }
  }

  #encodeTypedArray(value: Uint8Array, path: readonly Ancestor[]): unknown {
    const data = this.#encodeElements([...value.subarray(0, this.maxLength)], path)
    const type = value.length > this.maxLength ? value.constructor.name : 'array'
    return { __enc__: true, type, data, length: value.length }
  }

  #encodeBytes(value: Buffer): unknown {
    return {
      type: 'Buffer',
      data: [...value.subarray(0, this.maxLength)],
      __enc__: true,
      length: value.length,
    }
  }

  #encodeMap(value: ReadonlyMap<unknown, unknown>, path: readonly Ancestor[]): unknown {
    const data: Record<string, unknown> = {}
    for (const [key, element] of [...value].slice(0, this.maxLength)) {
      define(data, String(key), this.encode(element, String(key), path))
    }
    return { __enc__: true, type: 'map', data, length: value.size }
  }

  #encodeElements(values: readonly unknown[], path: readonly Ancestor[]): unknown[] {
    return Array.from(values, (element, index) => this.encode(element, String(index), path))
  }

  #encodeProperties(value: object, path: readonly Ancestor[]): object {
    const data: Record<string, unknown> = {}
    for (const [key, property] of Object.entries(value)) define(data, key, this.encode(property, key, path))
    if (data.type !== 'Buffer' || !Array.isArray(data.data)) return data
    // A Buffer that went through JSON.
    return { ...data, __enc__: true, length: (value as { data: unknown[] }).data.length }
  }
}

/** A key `__proto__` must not become the prototype. */
function define(data: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(data, key, { value, enumerable: true, writable: true, configurable: true })
}

/** `[Circular ~.a.b]`: the way from the value shown to what refers to itself. */
function describeCycle(way: readonly Ancestor[]): string {
  return `[Circular ${['~', ...way.map(({ key }) => key)].join('.')}]`
}
