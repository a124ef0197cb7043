import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { cloneMessage, clonesOf, cloneValue } from '../../runtime/message/clone.js'

class Point {
  x = { deep: 1 }
  get double() {
    return this.x.deep * 2
  }
}
class Sealed {
  readonly #secret = 7
  read() {
    return this.#secret
  }
}
class Stack extends Array<number> {}

const shared = { a: 1 }
const symbol = Symbol('key')

describe('cloneMessage', () => {
  test('hands on req and res of the message by reference, also where the message needs care', () => {
    const req = { headers: {} }
    const res = { send() {} }
    for (const more of [{}, { payload: new Map() }]) {
      const copy = cloneMessage({ req, res, ...more })
      expect(copy.req).toBe(req)
      expect(copy.res).toBe(res)
    }
    expect((cloneMessage({ payload: { req } }).payload as { req: object }).req).not.toBe(req)
  })

  test('keeps the order of the properties', () => {
    expect(Object.keys(cloneMessage({ res: {}, b: 1, req: {}, a: {} }))).toEqual(['res', 'b', 'req', 'a'])
  })

  test('shares nothing that can be copied', () => {
    const message = { payload: { list: [{ x: 1 }], buffer: Buffer.from('ab') } }
    const copy = cloneMessage(message) as typeof message
    expect(copy).toEqual(message)
    expect(copy.payload).not.toBe(message.payload)
    expect(copy.payload.list[0]).not.toBe(message.payload.list[0])
    copy.payload.buffer[0] = 0
    expect(message.payload.buffer.toString()).toBe('ab')
  })

  test('a message that refers to itself does so in the copy', () => {
    const message: Record<string, unknown> = { payload: { a: 1 } }
    message.self = message
    const copy = cloneMessage(message)
    expect(copy.self).toBe(copy)
    expect(copy).not.toBe(message)
  })

  test('keeps the class of a message that has one', () => {
    const message = Object.assign(Object.create(Point.prototype), { payload: { a: 1 } })
    const copy = cloneMessage(message)
    expect(copy).toBeInstanceOf(Point)
    expect(copy.payload).toEqual({ a: 1 })
    expect(copy.payload).not.toBe(message.payload)
  })

  test('what cannot be copied does not keep the rest from being copied', () => {
    const socket = new Socket()
    const message = { payload: { deep: { a: 1 } }, socket, run() {}, promise: Promise.resolve() }
    const copy = cloneMessage(message) as typeof message
    expect(copy.socket).toBe(socket)
    expect(copy.run).toBe(message.run)
    expect(copy.promise).toBe(message.promise)
    expect(copy.payload.deep).toEqual({ a: 1 })
    expect(copy.payload.deep).not.toBe(message.payload.deep)
  })
})

describe('cloneValue copies', () => {
  test.each<{ name: string; value: object }>([
    { name: 'objects', value: { a: { b: null, c: undefined, d: 1n } } },
    { name: 'objects without a prototype', value: Object.assign(Object.create(null), { a: { b: 1 } }) },
    { name: 'arrays', value: [[1], [{ a: 1 }]] },
    { name: 'arrays with holes', value: Object.assign(new Array(4), { 2: { a: 1 } }) },
    { name: 'the result of a match with its details', value: /(?<n>b)/.exec('abc')! },
    { name: 'Buffers', value: Buffer.from('abc') },
    { name: 'typed arrays', value: new Uint16Array([1, 2]) },
    { name: 'big typed arrays', value: new BigInt64Array([1n]) },
    { name: 'data views', value: new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 1) },
    { name: 'ArrayBuffers', value: new Uint8Array([1, 2]).buffer },
    { name: 'dates', value: new Date(5) },
    { name: 'invalid dates', value: new Date(Number.NaN) },
    { name: 'regular expressions with their position', value: Object.assign(/a/g, { lastIndex: 3 }) },
    { name: 'Maps', value: new Map<unknown, unknown>([['a', { b: 1 }]]) },
    { name: 'Sets', value: new Set([1, { a: 1 }]) },
    { name: 'Maps with properties', value: Object.assign(new Map(), { x: { y: 1 } }) },
    { name: 'boxed values', value: [Object(1), Object('ab'), Object(false), Object(5n), Object(symbol)] },
    {
      name: 'errors with code and cause',
      value: Object.assign(new TypeError('t', { cause: shared }), { code: 'E' }),
    },
    { name: 'instances of classes', value: new Point() },
    { name: 'instances of a class of arrays', value: Stack.from([1, 2, 3]) },
    {
      name: 'properties whose names are symbols, in instances',
      value: Object.assign(new Point(), { [symbol]: 1 }),
    },
    {
      name: 'objects of another realm',
      value: runInNewContext('({ a: [1, { b: new Date(3) }], m: new Map([[1, 2]]) })'),
    },
  ])('$name', ({ value }) => {
    const copy = cloneValue(value)
    expect(copy).toStrictEqual(value)
    expect(copy).not.toBe(value)
    expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value))
  })

  test.each<{ name: string; value: object; part(value: never): unknown }>([
    {
      name: 'values of a Map',
      value: new Map([['a', { b: 1 }]]),
      part: (map: Map<string, unknown>) => map.get('a'),
    },
    { name: 'members of a Set', value: new Set([{ a: 1 }]), part: (set: Set<unknown>) => [...set][0] },
    {
      name: 'the cause of an error',
      value: new Error('x', { cause: {} }),
      part: (error: Error) => error.cause,
    },
    { name: 'fields of an instance', value: new Point(), part: (point: Point) => point.x },
  ])('also $name', ({ value, part }) => {
    const copy = cloneValue(value)
    expect(part(copy as never)).toEqual(part(value as never))
    expect(part(copy as never)).not.toBe(part(value as never))
  })

  test('an error with its stack, not enumerable, as an error of the same class', () => {
    const error = new RangeError('far')
    const copy = cloneValue(error)
    expect(copy).toBeInstanceOf(RangeError)
    expect(copy.stack).toBe(error.stack)
    expect(Object.keys(copy)).toEqual([])
    expect(copy).not.toBe(error)
  })

  test('only the part of the memory that a Buffer shows', () => {
    const copy = cloneValue(Buffer.alloc(100_000, 65).subarray(10, 12))
    expect(copy.toString()).toBe('AA')
    expect(copy.buffer.byteLength).toBeLessThan(10_000)
  })

  test.each([
    { name: 'in objects', make: (part: object) => ({ a: part, b: part }) },
    { name: 'in arrays', make: (part: object) => [part, part] },
    {
      name: 'in more objects than a short list holds',
      make: (part: object) => [...Array.from({ length: 99 }, () => [0]), part, part],
    },
    { name: 'in Maps', make: (part: object) => [new Map([[part, part]]), part] },
  ])('shared references as shared ones, $name', ({ make }) => {
    for (const part of [{ x: 1 }, Buffer.from('a'), new Date(1)]) {
      const copy = cloneValue(make(part)) as Record<string, unknown>
      const found: unknown[] = []
      JSON.stringify(copy, function (this: Record<string, unknown>, key, value) {
        if (this[key] instanceof Map) return [...(this[key] as Map<unknown, unknown>)]
        const raw = this[key]
        if (
          raw instanceof part.constructor &&
          !Array.isArray(raw) &&
          JSON.stringify(raw) === JSON.stringify(part)
        )
          found.push(raw)
        return value
      })
      expect(found.length).toBeGreaterThan(1)
      expect(new Set(found).size).toBe(1)
      expect(found[0]).not.toBe(part)
    }
  })

  test('cycles', () => {
    const value: Record<string, unknown> = { list: [] }
    ;(value.list as unknown[]).push(value, new Map([[value, new Set([value])]]))
    const copy = cloneValue(value)
    const [again, map] = copy.list as [unknown, Map<unknown, Set<unknown>>]
    expect(again).toBe(copy)
    expect(map.get(copy)?.has(copy)).toBe(true)
  })

  test('getters as the values that they give', () => {
    expect(
      Object.getOwnPropertyDescriptor(
        cloneValue({
          get a() {
            return { b: 1 }
          },
        }),
        'a',
      )?.value,
    ).toEqual({ b: 1 })
  })

  test('frozen values as ones that can be changed', () => {
    const copy = cloneValue(Object.freeze({ a: Object.freeze([1]) })) as { a: readonly number[] }
    ;(copy.a as number[]).push(2)
    expect(copy).toEqual({ a: [1, 2] })
  })

  test('a property called __proto__ as that property', () => {
    for (const more of ['{}', '{"b":[]}']) {
      const source = { a: JSON.parse(`{"__proto__":{"polluted":${more}}}`), m: more === '{}' ? 1 : new Map() }
      const copy = cloneValue(source)
      expect(Object.getPrototypeOf(copy.a)).toBe(Object.prototype)
      expect(copy.a.polluted).toBeUndefined()
      expect(Object.keys(copy.a)).toEqual(['__proto__'])
      expect(JSON.stringify(copy.a)).toBe(JSON.stringify(source.a))
    }
  })
})

describe('cloneValue hands on by reference', () => {
  test.each<{ name: string; value: unknown }>([
    { name: 'functions', value: () => 1 },
    { name: 'classes', value: Point },
    { name: 'promises', value: Promise.resolve() },
    { name: 'emitters', value: new EventEmitter() },
    { name: 'streams', value: new Readable() },
    { name: 'WeakMaps', value: new WeakMap() },
    { name: 'URLs', value: new URL('http://localhost/') },
    { name: 'abort controllers', value: new AbortController() },
    { name: 'generators', value: (function* () {})() },
    { name: 'shared memory', value: new SharedArrayBuffer(1) },
    { name: 'instances of classes with private fields', value: new Sealed() },
    { name: 'formatters of the host', value: new Intl.NumberFormat() },
    { name: 'symbols', value: symbol },
  ])('$name', ({ value }) => {
    expect(cloneValue(value)).toBe(value)
    const holder = cloneValue({ value, other: { a: 1 } })
    expect(holder.value).toBe(value)
    expect(holder.other).toEqual({ a: 1 })
  })

  test('timers', () => {
    const timer = setTimeout(() => {}, 1)
    clearTimeout(timer)
    expect(cloneValue({ timer }).timer).toBe(timer)
  })

  test('proxies that refuse to be looked at', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const copy = cloneValue({ proxy, other: [1] })
    expect(copy.proxy).toBe(proxy)
    expect(copy.other).toEqual([1])
  })

  test('getters that throw, leaving the other properties copied', () => {
    const value = {
      get bad(): string {
        throw new Error('no')
      },
      good: { a: 1 },
    }
    const copy = cloneValue(value)
    expect(copy.good).toEqual({ a: 1 })
    expect(copy.good).not.toBe(value.good)
    expect(() => copy.bad).toThrow('no')
  })
})

describe('cloneValue bears', () => {
  test.each([
    {
      name: 'objects',
      wrap: (inner: unknown): object => ({ inner }),
      unwrap: (v: never) => (v as { inner: unknown }).inner,
    },
    { name: 'arrays', wrap: (inner: unknown): object => [inner], unwrap: (v: never) => v[0] },
    {
      name: 'Maps',
      wrap: (inner: unknown): object => new Map([[0, inner]]),
      unwrap: (v: never) => (v as Map<number, unknown>).get(0),
    },
  ])('$name nested a hundred thousand deep', ({ wrap, unwrap }) => {
    let value: object = { bottom: true }
    for (let depth = 0; depth < 100_000; depth++) value = wrap(value)
    let copy: unknown = cloneValue(value)
    for (let depth = 0; depth < 100_000; depth++) copy = unwrap(copy as never)
    expect(copy).toEqual({ bottom: true })
  })

  test('a small graph that written out would have 2 to the power of 60 leaves', () => {
    let value: object = { leaf: 1 }
    for (let depth = 0; depth < 60; depth++) value = { left: value, right: value }
    const copy = cloneValue(value) as { left: unknown; right: unknown }
    expect(copy.left === copy.right).toBe(true)
    expect(copy.left === (value as { left: unknown }).left).toBe(false)
  })

  test('an array that is nearly all holes', () => {
    const sparse: unknown[] = []
    sparse[4e9] = { a: 1 }
    const copy = cloneValue(sparse)
    expect(copy.length).toBe(4e9 + 1)
    expect(copy[4e9]).toEqual({ a: 1 })
  })
})

describe('clonesOf', () => {
  const twice = { a: 1 }
  const cycle: Record<string, unknown> = { payload: { x: 1 } }
  cycle.self = cycle
  test.each<{ name: string; message: Record<string, unknown> }>([
    { name: 'a tree', message: { payload: { list: [{ x: 1 }, { x: 2 }] }, topic: 't' } },
    { name: 'an object that is there twice', message: { payload: twice, other: twice } },
    { name: 'a cycle', message: cycle },
    { name: 'a Map, which needs care', message: { payload: new Map([[1, { x: 1 }]]), other: { y: 1 } } },
    { name: 'no objects', message: { payload: 1 } },
  ])('gives the same as cloneMessage each time, and nothing that they share: $name', ({ message }) => {
    const next = clonesOf(message)
    const clones = [next(), next(), next()]
    for (const clone of clones) expect(clone).toEqual(cloneMessage(message))
    expect(new Set([message, ...clones]).size).toBe(4)
    if (typeof message.payload === 'object')
      expect(new Set([message, ...clones].map(({ payload }) => payload)).size).toBe(4)
    if ('other' in message && message.payload === message.other)
      for (const clone of clones) expect(clone.payload).toBe(clone.other)
  })
})
