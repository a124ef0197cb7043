// biome-ignore-all lint/suspicious/noTemplateCurlyInString: typed values are written so
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createContexts } from '../../runtime/context/contexts.js'
import { compilePlace } from '../../runtime/message/place.js'
import { checkTypedValue, compileTypedValue } from '../../runtime/message/typed-value.js'
import type { ValueScope } from '../../runtime/message/value-scope.js'

// The answers in these tables are those of Node-RED 4.1's RED.util.evaluateNodeProperty, recorded.

const variables: Record<string, unknown> = { A: 'av', N: 5, O: { q: 1 }, E: '' }
const scope: ValueScope = { id: 'n1', env: (name) => variables[name] }
const evaluate = (value: unknown, type: string, message = {}) =>
  compileTypedValue(value, type, scope).evaluate(message)

describe('a typed value', () => {
  test.each<[type: string, value: unknown, result: unknown]>([
    ['str', '', ''],
    ['str', 'abc', 'abc'],
    ['str', 5, '5'],
    ['str', null, 'null'],
    ['num', '', 0],
    ['num', '5', 5],
    ['num', '1e3', 1000],
    ['num', '0x10', 16],
    ['num', ' 5 ', 5],
    ['num', 'abc', Number.NaN],
    ['num', null, 0],
    ['bool', 'true', true],
    ['bool', 'TRUE', true],
    ['bool', true, true],
    ['bool', 'false', false],
    ['bool', '1', false],
    ['bool', '', false],
    ['json', '{"a":1}', { a: 1 }],
    ['json', '5', 5],
    ['json', 'null', null],
    ['json', 5, 5],
    ['bin', '[1,2]', Buffer.from([1, 2])],
    ['bin', '[256,-1,"a"]', Buffer.from([0, 255, 0])],
    ['bin', '"abc"', Buffer.from('abc')],
    ['re', 'a+', /a+/],
    ['re', '/a/g', /\/a\/g/],
    ['env', 'A', 'av'],
    ['env', '${A}', 'av'],
    ['env', 'x${A}y', 'xavy'],
    ['env', 'a ${A} b ${A}', 'a av b av'],
    ['env', '${A}${N}', 'av5'],
    ['env', 'N', 5],
    ['env', '${O}', { q: 1 }],
    ['env', 'x${O}', 'x[object Object]'],
    ['env', 'Z', ''],
    ['env', '${Z}', ''],
    ['env', 'x${Z}y', 'xy'],
    ['env', '$(A)', ''],
    ['env', '${A', ''],
    ['env', '', ''],
    ['null', '', ''],
    ['prev', 'a', 'a'],
    ['wibble', 5, 5],
  ])('%s %j', (type, value, result) => {
    expect(evaluate(value, type)).toEqual(result)
    expect(checkTypedValue(value, type)).toBeUndefined()
  })

  test.each<[type: string, value: unknown, says: string]>([
    ['json', '[1', '"[1" is no JSON'],
    ['json', '', 'is no JSON'],
    ['bin', 'abc', 'is no JSON'],
    ['bin', '{}', 'is no Buffer'],
    ['bin', '5', 'is no Buffer'],
    ['re', '[', 'is no regular expression'],
    ['jsonata', 'payload[', 'at position 8'],
    ['jsonata', '', 'JSONata'],
  ])('%s %j throws when evaluated, and check says why', async (type, value, says) => {
    const bad = expect.objectContaining({ code: 'BAD_TYPED_VALUE', message: expect.stringContaining(says) })
    expect(checkTypedValue(value, type)).toContain(says)
    await expect((async () => evaluate(value, type))()).rejects.toEqual(bad)
  })

  test.each([
    ['msg', 'a['],
    ['msg', ''],
    ['flow', '#:(file)::a['],
    ['global', ''],
  ])('%s "%s" is a bad property', (type, value) => {
    expect(checkTypedValue(value, type)).toContain('is no property expression')
    expect(() => evaluate(value, type)).toThrow(expect.objectContaining({ code: 'BAD_PROPERTY' }))
  })

  test('msg hands over what the message holds, by reference; missing steps are undefined', () => {
    const message = { a: { b: {} }, list: ['x', 'y'], index: 1 }
    expect(evaluate('a.b', 'msg', message)).toBe(message.a.b)
    expect(evaluate('msg.a', 'msg', message)).toBe(message.a)
    expect(evaluate('a.c.d', 'msg', message)).toBeUndefined()
    expect(evaluate('list[msg.index]', 'msg', message)).toBe('y')
    expect(compileTypedValue('a.b', 'msg', scope).evaluate()).toBeUndefined()
  })

  test.each([
    ['json', '{"a":[1]}'],
    ['bin', '[1]'],
    ['re', 'a'],
  ])('%s makes a new object for each message', (type, value) => {
    const typed = compileTypedValue(value, type, scope)
    expect(typed.evaluate()).toEqual(typed.evaluate())
    expect(typed.evaluate()).not.toBe(typed.evaluate())
  })

  describe('date', () => {
    beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-04T05:06:07.008Z'), toFake: ['Date'] }))
    afterEach(() => void vi.useRealTimers())

    test.each<[value: unknown, result: unknown]>([
      ['', Date.UTC(2026, 2, 4, 5, 6, 7, 8)],
      [undefined, Date.UTC(2026, 2, 4, 5, 6, 7, 8)],
      ['iso', '2026-03-04T05:06:07.008Z'],
      ['object', new Date('2026-03-04T05:06:07.008Z')],
      ['YYYY-MM-DD', '2026-03-04'],
      ['1', '1'],
    ])('%j', async (value, result) => {
      expect(await evaluate(value, 'date')).toEqual(result)
    })
  })

  test('says whether it may give a promise', () => {
    const asyncTypes = ['jsonata', 'flow', 'global']
    for (const type of asyncTypes) expect(compileTypedValue('a', type, scope).isAsync).toBe(true)
    for (const type of ['msg', 'str', 'env', 'num'])
      expect(compileTypedValue('a', type, scope).isAsync).toBe(false)
    expect(compileTypedValue('iso', 'date', scope).isAsync).toBe(false)
    expect(compileTypedValue('YYYY', 'date', scope).isAsync).toBe(true)
  })
})

describe('places of context', () => {
  const later = {
    values: new Map<string, unknown>(),
    get: async (_scope: string, key: string) => later.values.get(key),
    set: async (_scope: string, key: string, value: unknown) => void later.values.set(key, value),
    keys: async () => [],
    async delete() {},
    async clean() {},
  }

  async function makeScope(): Promise<ValueScope> {
    const contextStorage = { default: 'memory', memory: { module: 'memory' }, later: { module: later } }
    const contexts = createContexts({ settings: { contextStorage }, log: () => {} })
    await contexts.open()
    const context = { node: contexts.node('n1', 'f1'), flow: contexts.flow('f1'), global: contexts.global }
    return { ...scope, context }
  }

  test('are read and written at once where the store can', async () => {
    const withContext = await makeScope()
    const place = compilePlace('list[msg.index].x', 'flow', withContext)
    expect(place.set({ index: 1 }, 5)).toBe(true)
    expect(withContext.context?.flow.get('list')).toEqual([undefined, { x: 5 }])
    expect(place.get({ index: 1 })).toBe(5)
    expect(compileTypedValue('list[1].x', 'flow', withContext).evaluate()).toBe(5)
    expect(place.delete({ index: 1 })).toBe(true)
    expect(place.get({ index: 1 })).toBeUndefined()
  })

  test('give promises where the store answers later', async () => {
    const withContext = await makeScope()
    const place = compilePlace('#:(later)::a', 'global', withContext)
    expect(await place.set({}, 7)).toBe(true)
    const reading = compileTypedValue('#:(later)::a', 'global', withContext).evaluate()
    expect(reading).toBeInstanceOf(Promise)
    expect(await reading).toBe(7)
    expect(later.values.get('a')).toBe(7)
  })

  test('of the message tell whether they could be set', () => {
    const place = compilePlace('msg.a.b', 'msg', scope)
    const message = { a: 5 }
    expect(place.set(message, 1)).toBe(false)
    expect(place.set({}, 1, false)).toBe(false)
    expect(place.set({}, 1)).toBe(true)
  })
})
