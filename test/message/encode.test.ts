import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { encodeObject } from '../../runtime/message/encode.js'
import { ensureBuffer, ensureString, normaliseNodeTypeName } from '../../runtime/message/text-and-buffer.js'

class Pump {
  level = 1
}
const cycle: Record<string, unknown> = { a: {} }
cycle.a = { b: { top: cycle } }
const stackless = <E extends Error>(error: E, more: object = {}) => Object.assign(error, { stack: 'S' }, more)

// The answers are those of Node-RED 4.1's RED.util, recorded.
describe('encodeObject, with a greatest length of 10', () => {
  test.each<[value: unknown, format: string, shown: string]>([
    ['abc', 'string[3]', 'abc'],
    ['x'.repeat(20), 'string[20]', 'xxxxxxxxxx...'],
    [5, 'number', '5'],
    [Number.NaN, 'number', 'NaN'],
    [true, 'boolean', 'true'],
    [null, 'null', '(undefined)'],
    [undefined, 'undefined', '(undefined)'],
    [() => 1, 'function', '[function]'],
    [{ a: 1, b: 'x' }, 'Object', '{"a":1,"b":"x"}'],
    [{ a: 'x'.repeat(20) }, 'Object', '{"a":"xxxxxxxxxx..."}'],
    [[1, 2], 'array[2]', '[1,2]'],
    [
      new Array(12).fill(0),
      'array[12]',
      '{"__enc__":true,"type":"array","data":[0,0,0,0,0,0,0,0,0,0],"length":12}',
    ],
    [Buffer.from('abc'), 'buffer[3]', '616263'],
    [Buffer.alloc(20, 65), 'buffer[20]', '4141414141'],
    [{ b: Buffer.from('a') }, 'Object', '{"b":{"type":"Buffer","data":[97],"__enc__":true,"length":1}}'],
    [{ type: 'Buffer', data: [1] }, 'Object', '{"type":"Buffer","data":[1],"__enc__":true,"length":1}'],
    [{ d: new Date(0) }, 'Object', '{"d":"1970-01-01..."}'],
    [
      stackless(new TypeError('bad')),
      'error',
      '{"__enc__":true,"type":"error","data":{"name":"TypeError","message":"bad","stack":"S"}}',
    ],
    [
      stackless(new Error('a', { cause: 'why' }), { code: 5 }),
      'error',
      '{"__enc__":true,"type":"error","data":{"name":"Error","message":"a","code":5,"cause":"why","stack":"S"}}',
    ],
    [
      { e: stackless(new Error()) },
      'Object',
      '{"e":{"__enc__":true,"type":"error","data":{"name":"Error","message":"Error","stack":"S"}}}',
    ],
    [/a/g, 'regexp', '/a/g'],
    [{ r: /a/ }, 'Object', '{"r":{"__enc__":true,"type":"regexp","data":"/a/"}}'],
    [
      new Map<unknown, unknown>([
        ['a', 1],
        [{ q: 1 }, 2],
      ]),
      'map',
      '{"__enc__":true,"type":"map","data":{"a":1,"[object Object]":2},"length":2}',
    ],
    [new Set([1, { a: 1 }]), 'set[2]', '{"__enc__":true,"type":"set","data":[1,{"a":1}],"length":2}'],
    [
      { f() {}, u: undefined, n: Number.NaN, b: 5n },
      'Object',
      '{"f":{"__enc__":true,"type":"function"},"u":{"__enc__":true,"type":"undefined"},"n":{"__enc__":true,"type":"number","data":"NaN"},"b":{"__enc__":true,"type":"bigint","data":"5"}}',
    ],
    [new Uint8Array([1, 2]), 'Uint8Array[2]', '{"__enc__":true,"type":"array","data":[1,2],"length":2}'],
    [
      { u: new Uint8Array(12) },
      'Object',
      '{"u":{"__enc__":true,"type":"Uint8Array","data":[0,0,0,0,0,0,0,0,0,0],"length":12}}',
    ],
    [new Pump(), 'Pump', '[object Object]'],
    [{ p: new Pump() }, 'Object', '{"p":{"level":1}}'],
    [new URL('http://x/y'), 'URL', 'http://x/y'],
    [{ s: new Socket() }, 'Object', '{"s":"[internal]"}'],
    [{ res: { _res: {} } }, 'Object', '{"res":{"_res":{"__enc__":true,"type":"internal"}}}'],
    [{ x: { toJSON: () => 'abcdefghijklmnop' } }, 'Object', '{"x":"abcdefghij..."}'],
    [Object.create(null), 'Object', '{}'],
  ])('%o is %s', (value, format, shown) => {
    expect(encodeObject({ id: 'n', msg: value }, { maxLength: 10 })).toEqual({ id: 'n', format, msg: shown })
  })

  test('a cycle shows where it leads', () => {
    expect(encodeObject({ msg: cycle }).msg).toBe('{"a":{"b":{"top":"[Circular ~]"}}}')
    expect(encodeObject({ msg: { x: cycle.a, y: [cycle] } }).msg).toContain('"[Circular ~.x]"')
  })

  test('what throws when it is read is shown as that error', () => {
    const { format, msg } = encodeObject({
      msg: {
        get a() {
          throw new Error('no')
        },
      } as unknown,
    })
    expect(format).toBe('error')
    expect(msg).toContain('encodeObject Error: no')
  })

  test('leaves the value as it was, and cuts at 1000 unless told otherwise', () => {
    const value = { text: 'x'.repeat(1001), list: [new Map([[1, 2]])] }
    const shown = encodeObject({ msg: value as unknown }).msg as string
    expect(shown).toContain(`${'x'.repeat(1000)}...`)
    expect(value.text).toHaveLength(1001)
    expect(value.list[0]).toBeInstanceOf(Map)
  })
})

describe('ensureString and ensureBuffer', () => {
  test.each<[value: unknown, text: string]>([
    ['a', 'a'],
    [1, '1'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
    [Buffer.from('é'), 'é'],
    [true, 'true'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ])('%o', (value, text) => {
    expect(ensureString(value)).toBe(text)
    expect(ensureBuffer(value).toString()).toBe(text)
  })

  test('a Buffer is handed back as it is', () => {
    const buffer = Buffer.from('a')
    expect(ensureBuffer(buffer)).toBe(buffer)
  })
})

test.each([
  ['http in', 'httpIn'],
  ['a-b c_d', 'aBCD'],
  ['HTTP-In', 'hTTPIn'],
  ['-a', 'a'],
  ['1a b', '1aB'],
  ['', ''],
])('the type name "%s" is normalised to "%s"', (name, normalised) => {
  expect(normaliseNodeTypeName(name)).toBe(normalised)
})
