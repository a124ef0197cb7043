import type { Realm } from './realm.js'

/**
 * `Buffer` as a class of this realm. What concerns encodings is done by the host's on the same memory: only text and
 * numbers come back.
 */
export function installBuffer(realm: Realm): void {
  const { apply, getPrototypeOf, defineProperty } = Reflect
  const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype) as Uint8Array
  const setBytes = typedArrayPrototype.set
  const fillBytes = typedArrayPrototype.fill
  const lengthOf = Object.getOwnPropertyDescriptor(typedArrayPrototype, 'length')?.get as () => number
  const mostBytes = 1024 * 1024 * 1024

  class FastBuffer extends Uint8Array {}
  function Buffer(value: unknown, encoding?: unknown, length?: unknown): Uint8Array {
    return typeof value === 'number' ? make(value) : from(value, encoding, length)
  }
  const prototype = FastBuffer.prototype
  // Bundlers rename what a global is called as well.
  defineProperty(Buffer, 'name', { value: 'Buffer', configurable: true })
  defineProperty(Buffer, 'prototype', { value: prototype })
  defineProperty(prototype, 'constructor', { value: Buffer, writable: true, configurable: true })
  defineProperty(Buffer, Symbol.species, { get: () => FastBuffer })
  Object.setPrototypeOf(Buffer, Uint8Array)

  realm.isBuffer = (value): value is Uint8Array => value instanceof FastBuffer
  realm.copyBuffer = (value) => {
    const copy = new FastBuffer(apply(lengthOf, value, []))
    apply(setBytes, copy, [value])
    return copy
  }
  Object.assign(realm.prototypes, { buffer: prototype })

  const call = (method: string, buffer: unknown, ...parameters: unknown[]) =>
    realm.ask(0, 'buffer', method, asBytes(buffer), ...parameters)

  assign(Buffer, {
    from,
    of: (...items: number[]) => from(items),
    alloc(size: unknown, fill?: unknown, encoding?: unknown): Uint8Array {
      const buffer = make(size)
      return fill === undefined || fill === 0
        ? buffer
        : fillBuffer(buffer, fill, undefined, undefined, encoding)
    },
    allocUnsafe: make,
    allocUnsafeSlow: make,
    isBuffer: (value: unknown) => value instanceof FastBuffer,
    isEncoding: (name: unknown) => typeof name === 'string' && realm.ask(0, 'isEncoding', name) === true,
    byteLength(value: unknown, encoding?: unknown): unknown {
      if (typeof value === 'string') return realm.ask(0, 'byteLength', value, textOr(encoding, 'utf8'))
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength
      throw new TypeError('The value must be a string, Buffer or ArrayBuffer.')
    },
    compare: (one: unknown, other: unknown) => call('compare', one, asBytes(other)),
    concat(list: unknown, total?: unknown): Uint8Array {
      if (!Array.isArray(list)) throw new TypeError('The list must be an array of Buffers.')
      const parts = list.map(asBytes)
      const sum = parts.reduce((length, part) => length + part.length, 0)
      const joined = make(total === undefined ? sum : total)
      let offset = 0
      for (const part of parts) {
        const room = joined.length - offset
        if (room <= 0) break
        joined.set(part.length > room ? part.subarray(0, room) : part, offset)
        offset += part.length
      }
      return joined
    },
    poolSize: 8192,
  })

  assign(prototype, {
    toString(this: unknown, encoding?: unknown, start?: unknown, end?: unknown): unknown {
      return call('toString', this, textOr(encoding, 'utf8'), numberOr(start), numberOr(end))
    },
    toLocaleString(this: unknown, encoding?: unknown): unknown {
      return call('toString', this, textOr(encoding, 'utf8'))
    },
    toJSON(this: Uint8Array): object {
      return { type: 'Buffer', data: Array.from(this) }
    },
    equals(this: unknown, other: unknown): unknown {
      return call('equals', this, asBytes(other))
    },
    compare(this: unknown, other: unknown, ...ends: unknown[]): unknown {
      return call('compare', this, asBytes(other), ...ends.map(numberOr))
    },
    indexOf: search('indexOf'),
    lastIndexOf: search('lastIndexOf'),
    includes: search('includes'),
    fill(this: Uint8Array, value: unknown, start?: unknown, end?: unknown, encoding?: unknown): Uint8Array {
      return fillBuffer(this, value, start, end, encoding)
    },
    write(this: unknown, text: unknown, ...rest: unknown[]): unknown {
      if (typeof text !== 'string') throw new TypeError('The text to write must be a string.')
      return call(
        'write',
        this,
        text,
        ...rest.map((each) => (typeof each === 'string' ? each : numberOr(each))),
      )
    },
    copy(this: unknown, target: unknown, ...places: unknown[]): unknown {
      return call('copy', this, asBytes(target), ...places.map(numberOr))
    },
    slice: subarray,
    subarray,
    swap16: swap('swap16'),
    swap32: swap('swap32'),
    swap64: swap('swap64'),
  })
  for (const encoding of ['ascii', 'base64', 'base64url', 'hex', 'latin1', 'ucs2', 'utf8']) {
    assign(prototype, {
      [`${encoding}Slice`](this: unknown, start?: unknown, end?: unknown): unknown {
        return call('toString', this, encoding, numberOr(start), numberOr(end))
      },
      [`${encoding}Write`](this: unknown, text: unknown, offset?: unknown, length?: unknown): unknown {
        return call('write', this, String(text), numberOr(offset) ?? 0, numberOr(length), encoding)
      },
    })
  }
  defineProperty(globalThis, 'Buffer', { value: Buffer, writable: true, configurable: true })

  function make(size: unknown): Uint8Array {
    if (typeof size !== 'number' || !(size >= 0))
      throw new RangeError(`The size of a Buffer cannot be ${String(size)}.`)
    if (size > mostBytes) throw new RangeError('A Buffer of a function holds at most one gigabyte.')
    return new FastBuffer(size)
  }

  function from(value: unknown, encodingOrOffset?: unknown, length?: unknown): Uint8Array {
    if (typeof value === 'string') {
      const bytes = realm.ask(0, 'encode', value, textOr(encodingOrOffset, 'utf8')) as Uint8Array
      return realm.copyBuffer(bytes)
    }
    if (value instanceof ArrayBuffer) {
      const offset = Number(encodingOrOffset ?? 0)
      return new FastBuffer(value, offset, length === undefined ? undefined : Number(length))
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return fromList(value as never)
    if (typeof value === 'object' && value !== null) return fromObject(value, encodingOrOffset, length)
    throw new TypeError(
      `A Buffer can be made from a string, an array or another Buffer, not from ${typeof value}.`,
    )
  }

  function fromObject(value: object, encoding: unknown, length: unknown): Uint8Array {
    if (Array.isArray(value)) return fromList(value)
    const { type, data } = value as { type?: unknown; data?: unknown }
    if (type === 'Buffer' && Array.isArray(data)) return fromList(data)
    const primitive: unknown = (value as { valueOf(): unknown }).valueOf()
    if (primitive !== value && primitive !== null && primitive !== undefined)
      return from(primitive, encoding, length)
    if (typeof Reflect.get(value, 'length') === 'number') return fromList(value as ArrayLike<number>)
    throw new TypeError('A Buffer cannot be made from this object.')
  }

  function fromList(list: ArrayLike<number>): Uint8Array {
    const buffer = make(list.length)
    for (let index = 0; index < buffer.length; index++) buffer[index] = list[index] as number
    return buffer
  }

  function fillBuffer(
    buffer: Uint8Array,
    value: unknown,
    start: unknown,
    end: unknown,
    encoding: unknown,
  ): Uint8Array {
    if (typeof value === 'string') {
      const rest =
        typeof start === 'string' ? [start] : typeof end === 'string' ? [start, end] : [start, end, encoding]
      call('fill', buffer, value, ...rest.map((each) => (typeof each === 'string' ? each : numberOr(each))))
      return buffer
    }
    if (typeof value === 'object' && value !== null) {
      call('fill', buffer, asBytes(value), numberOr(start) ?? 0, numberOr(end) ?? buffer.length)
      return buffer
    }
    return apply(fillBytes, buffer, [Number(value) & 255, numberOr(start), numberOr(end)]) as Uint8Array
  }

  function search(method: string) {
    return function (this: unknown, value: unknown, offset?: unknown, encoding?: unknown): unknown {
      const sought = typeof value === 'object' && value !== null ? asBytes(value) : value
      if (typeof offset === 'string') return call(method, this, sought, undefined, offset)
      return call(method, this, sought, numberOr(offset), textOr(encoding, 'utf8'))
    }
  }

  function swap(method: string) {
    return function (this: unknown): unknown {
      call(method, this)
      return this
    }
  }

  function subarray(this: Uint8Array, start?: unknown, end?: unknown): Uint8Array {
    const length = apply(lengthOf, this, [])
    const first = clamp(start, 0, length)
    const last = clamp(end, length, length)
    return new FastBuffer(this.buffer as ArrayBuffer, this.byteOffset + first, Math.max(0, last - first))
  }

  function clamp(value: unknown, otherwise: number, length: number): number {
    if (value === undefined) return otherwise
    const index = Math.trunc(Number(value)) || 0
    return index < 0 ? Math.max(0, length + index) : Math.min(index, length)
  }

  function asBytes(value: unknown): Uint8Array {
    if (value instanceof Uint8Array) return value
    throw new TypeError('The argument must be a Buffer or Uint8Array.')
  }

  function textOr(value: unknown, otherwise: string): string {
    return typeof value === 'string' ? value : otherwise
  }

  function numberOr(value: unknown): number | undefined {
    return value === undefined || value === null ? undefined : Number(value)
  }

  function assign(target: object, members: Record<string, unknown>): void {
    for (const name of Object.keys(members)) {
      defineProperty(target, name, { value: members[name], writable: true, configurable: true })
    }
  }
}
