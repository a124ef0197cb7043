import { describe, expect, test } from 'vitest'
import { compileProperty } from '../../runtime/message/property.js'
import {
  getMessageProperty,
  getObjectProperty,
  normalisePropertyExpression,
  setMessageProperty,
  setObjectProperty,
} from '../../runtime/message/property-access.js'
import { type PropertyPart, parseProperty } from '../../runtime/message/property-expression.js'

// The answers in these tables are those of Node-RED 4.1's RED.util, recorded, unless a title says otherwise.

describe('parseProperty reads', () => {
  test.each<[expression: string, parts: PropertyPart[]]>([
    ['a', ['a']],
    ['a.b', ['a', 'b']],
    ['a.b["c"]', ['a', 'b', 'c']],
    ["a['d'][0]", ['a', 'd', 0]],
    ['a[0][1]', ['a', 0, 1]],
    ['a[01]', ['a', 1]],
    ['a[msg.topic]', ['a', ['msg', 'topic']]],
    ['a[msg.b[msg.c]].d', ['a', ['msg', 'b', ['msg', 'c']], 'd']],
    ['a[msg["x"]]', ['a', ['msg', 'x']]],
    ['a[0]["b"][msg.c[0]]', ['a', 0, 'b', ['msg', 'c', 0]]],
    ['a[0]b', ['a', 0, 'b']],
    ['a["b"].c', ['a', 'b', 'c']],
    ['a["b.c"]', ['a', 'b.c']],
    ['a["it\'s"]', ['a', "it's"]],
    ['a["]"]', ['a', ']']],
    ['a[" "]', ['a', ' ']],
    ['a.1', ['a', '1']],
    ['0', ['0']],
    ['0.a', [0, 'a']],
    ['"a"', ['a']],
    ['a-b', ['a-b']],
    ['a#', ['a#']],
    ['日本', ['日本']],
    ['a.$b._c', ['a', '$b', '_c']],
    ['__proto__', ['__proto__']],
  ])('%s', (expression, parts) => {
    expect(parseProperty(expression)).toEqual(parts)
  })
})

describe('parseProperty refuses, with the position', () => {
  test.each([
    ['', 1],
    ['a.', 3],
    ['.a', 1],
    ['a..b', 3],
    ['a[', 3],
    ['a[]', 3],
    ['a]', 2],
    ['a[0', 4],
    ['a["b"', 6],
    ['a["b]', 3],
    ['a[b]', 3],
    ['a[-1]', 3],
    ['a[ 0 ]', 3],
    ['a b', 2],
    ['[0]', 1],
    ['a.["b"]', 3],
    ['a[""]', 3],
    ['a["b\\"c"]', 7],
    ['a[[0]]', 3],
    ['a[msg]', 3],
    ['a[msg.topic', 3],
    ['a[msg.]', 7],
    ['a[msg.b]]', 9],
    ['a.é', 3],
    ['a"b"', 2],
  ])('%s', (expression, position) => {
    expect(() => parseProperty(expression)).toThrow(
      expect.objectContaining({
        code: 'BAD_PROPERTY',
        message: expect.stringContaining(`at position ${position}:`),
      }),
    )
  })
})

describe('normalisePropertyExpression', () => {
  const message = { topic: 'T', b: { T: 'found' }, index: 2 }

  test.each<[expression: string, parts: PropertyPart[], text: string]>([
    ['a.b["c"]', ['a', 'b', 'c'], 'a["b"]["c"]'],
    ['a[msg.topic]', ['a', 'T'], 'a["T"]'],
    ['a[msg.b[msg.topic]].x', ['a', 'found', 'x'], 'a["found"]["x"]'],
    ['a[msg.index]', ['a', 2], 'a[2]'],
    ["a['x\"y']", ['a', 'x"y'], "a['x\"y']"],
  ])('%s', (expression, parts, text) => {
    expect(normalisePropertyExpression(expression, message)).toEqual(parts)
    expect(normalisePropertyExpression(expression, message, true)).toBe(text)
  })

  test('refuses an expression on the message that is undefined', () => {
    expect(() => normalisePropertyExpression('a[msg.nothing]', message)).toThrow(
      expect.objectContaining({ code: 'BAD_PROPERTY' }),
    )
  })
})

const read = [
  { object: { a: 1 }, expression: 'a', value: 1 },
  { object: { a: { b: 0 } }, expression: 'a.b', value: 0 },
  { object: { a: [{ b: null }] }, expression: 'a[0].b', value: null },
  { object: { a: 'text' }, expression: 'a.length', value: 4 },
  { object: { a: 'text' }, expression: 'a[1]', value: 'e' },
  { object: { a: 5 }, expression: 'a.b', value: undefined },
  { object: {}, expression: 'a', value: undefined },
  { object: { a: { b: 1 }, t: 'b' }, expression: 'a[msg.t]', value: 1 },
  { object: { a: [3], t: 0 }, expression: 'a[msg.t]', value: 3 },
  { object: { a: { true: 1 }, t: true }, expression: 'a[msg.t]', value: 1 },
  { object: { a: { 'x]"y': 1 }, t: 'x]"y' }, expression: 'a[msg.t]', value: 1 },
]
const missing = [
  { object: {}, expression: 'a.b' },
  { object: { a: null }, expression: 'a.b' },
  { object: { a: { b: null } }, expression: 'a.b.c' },
  { object: { a: { b: undefined } }, expression: 'a.b.c.d' },
]

describe('reading a property', () => {
  test.each(read)('$expression of $object', ({ object, expression, value }) => {
    expect(getObjectProperty(object, expression)).toBe(value)
    expect(getMessageProperty(object, `msg.${expression}`)).toBe(value)
    expect(compileProperty(expression).get(object)).toBe(value)
    expect(compileProperty(`msg.${expression}`, { prefix: 'msg' }).get(object)).toBe(value)
  })

  test.each(missing)(
    '$expression of $object throws as in Node-RED; compiled, it is undefined',
    ({ object, expression }) => {
      expect(() => getObjectProperty(object, expression)).toThrow(TypeError)
      expect(compileProperty(expression).get(object)).toBeUndefined()
    },
  )

  test.each(['a', 'a.b', 'a.b.c', 'a[msg.x]'])('%s of what is no object is undefined', (expression) => {
    for (const value of [undefined, null, 5])
      expect(compileProperty(expression).get(value, { x: 1 })).toBeUndefined()
  })

  test('takes the parts in brackets from another object where one is given', () => {
    expect(compileProperty('list[msg.index]').get({ list: ['a', 'b'] }, { index: 1 })).toBe('b')
  })
})

type Row = [
  object: object,
  expression: string,
  value: unknown,
  createMissing: boolean | undefined,
  result: boolean,
  after: object,
]

describe('setting a property', () => {
  test.each<Row>([
    [{}, 'a', 1, undefined, true, { a: 1 }],
    [{}, 'a.b', 1, undefined, true, { a: { b: 1 } }],
    [{}, 'a.b', 1, false, false, {}],
    [{}, 'a[0]', 1, true, true, { a: [1] }],
    [{}, 'a[0].b', 1, true, true, { a: [{ b: 1 }] }],
    [{ a: {} }, 'a[0]', 1, true, true, { a: { 0: 1 } }],
    [{ a: {} }, 'a.b.c', 1, false, false, { a: {} }],
    [{ a: [] }, 'a[0].q', 1, undefined, true, { a: [{ q: 1 }] }],
    [{ a: [] }, 'a[0].q', 1, false, false, { a: [] }],
    [{ a: 5 }, 'a.b', 1, true, false, { a: 5 }],
    [{ a: 'str' }, 'a[0]', 1, undefined, false, { a: 'str' }],
    [{ a: null }, 'a.b', 1, true, false, { a: null }],
    [{ a: undefined }, 'a.b', 1, true, false, { a: undefined }],
    [{ a: {}, t: 'k' }, 'a[msg.t]', 1, true, true, { a: { k: 1 }, t: 'k' }],
    [{ a: { b: 1 } }, 'a.b', undefined, undefined, true, { a: {} }],
    [{ a: { b: 1 } }, 'a.c', undefined, undefined, true, { a: { b: 1 } }],
    [{ a: [1, 2, 3] }, 'a[1]', undefined, undefined, true, { a: [1, 3] }],
    [{ a: { b: [{ c: 1 }] } }, 'a.b[0].c', undefined, undefined, true, { a: { b: [{}] } }],
    [{}, 'a.b.c', undefined, undefined, false, {}],
    [{}, 'a.b.c', undefined, true, true, { a: { b: {} } }],
    [{}, 'toString.x', 1, true, true, { toString: { x: 1 } }],
  ])(
    '%j: %s = %j (create missing: %s) gives %s',
    (object, expression, value, createMissing, result, after) => {
      const copy = structuredClone(object)
      expect(setObjectProperty(object, expression, value, createMissing)).toBe(result)
      expect(object).toStrictEqual(after)
      expect(setMessageProperty(copy, `msg.${expression}`, value, createMissing)).toBe(result)
      expect(copy).toStrictEqual(after)
    },
  )

  test('delete removes the property, and creates nothing', () => {
    const object = { a: { b: 1, c: [1, 2] } }
    expect(compileProperty('a.b').delete(object)).toBe(true)
    expect(compileProperty('a.c[0]').delete(object)).toBe(true)
    expect(compileProperty('x.y').delete(object)).toBe(false)
    expect(object).toEqual({ a: { c: [2] } })
  })

  test('what cannot be set gives false: frozen objects, values that are no objects', () => {
    for (const value of [Object.freeze({ a: 1 }), null, undefined, 5]) {
      expect(compileProperty('a').set(value, 2)).toBe(false)
    }
  })
})

describe('prototypes cannot be reached, which Node-RED lets be read', () => {
  test.each([
    '__proto__',
    '__proto__.x',
    'constructor',
    'constructor.prototype',
    'a.__proto__',
    'a.constructor.prototype.x',
    'a[msg.t]',
  ])('reading %s gives undefined', (expression) => {
    expect(compileProperty(expression).get({ a: {}, t: '__proto__' })).toBeUndefined()
  })

  test.each(['__proto__.x', 'a.__proto__.x', 'a[msg.t].x', '__proto__', 'constructor.prototype.x'])(
    'setting %s leaves all other objects as they were',
    (expression) => {
      const object = { a: {}, t: '__proto__' }
      compileProperty(expression).set(object, { y: 1 }, true)
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
      expect(Object.getPrototypeOf(object.a)).toBe(Object.prototype)
      expect('x' in {}).toBe(false)
    },
  )

  test('own properties of these names are read', () => {
    expect(compileProperty('a.constructor').get({ a: { constructor: 1 } })).toBe(1)
    expect(compileProperty('__proto__.x').get(JSON.parse('{"__proto__":{"x":1}}'))).toBe(1)
  })
})
