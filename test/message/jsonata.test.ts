import { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createContexts } from '../../runtime/context/contexts.js'
import { compileJsonata } from '../../runtime/message/jsonata.js'
import type { ValueScope } from '../../runtime/message/value-scope.js'

const contexts = createContexts({ settings: { functionGlobalContext: { g: 3 } }, log: () => {} })
await contexts.open()
const context = { node: contexts.node('n', 'f'), flow: contexts.flow('f'), global: contexts.global }
context.flow.set('a.b', 2)
const scope: ValueScope = { id: 'n', env: (name) => (name === 'A' ? 'av' : undefined), context }
const evaluate = (text: string, message = {}) => compileJsonata(text, scope).evaluate(message)

describe('an expression', () => {
  const request = new IncomingMessage(new Socket())
  request.headers = { host: 'example' }
  const message = { payload: { a: [{ n: 1 }, { n: 2 }] }, req: request, buffer: Buffer.from('abc') }

  test.each<[expression: string, result: unknown]>([
    ['$sum(payload.a.n)', 3],
    ['msg.payload.a[1].n', 2],
    ['payload.a.n = msg', false],
    ['"a msg"', 'a msg'],
    ['$flowContext("a.b")', 2],
    ['$flowContext("a.b") + $globalContext("g")', 5],
    ['$flowContext("nothing")', undefined],
    ['$env("A")', 'av'],
    ['$env("B")', ''],
    ['$moment("2020-01-31", "YYYY-MM-DD").add(1, "d").format("DD/MM")', '01/02'],
    ['$moment(0).tz("Asia/Tokyo").locale("fr").format("LT dddd")', '09:00 jeudi'],
    ['$moment(0).clone().utc().add(1, "h").toISOString()', '1970-01-01T01:00:00.000Z'],
    ['req.headers.host', 'example'],
    ['buffer.length', 3],
    ['buffer.buffer', undefined],
    ['buffer.constructor', undefined],
    ['payload.__proto__', undefined],
    ['payload.constructor', undefined],
  ])('%s', async (expression, result) => {
    expect(await evaluate(expression, message)).toEqual(result)
  })

  test('hands over what the message holds by reference, and with $clone a copy', async () => {
    expect(await evaluate('payload', message)).toBe(message.payload)
    const copy = await evaluate('$clone(payload)', message)
    expect(copy).toEqual(message.payload)
    expect(copy).not.toBe(message.payload)
  })

  test('makes ordinary objects', async () => {
    const result = (await evaluate('[{"a": {"b": payload}}]', message)) as [{ a: object }]
    expect(Object.getPrototypeOf(result[0])).toBe(Object.prototype)
    expect(Object.getPrototypeOf(result[0].a)).toBe(Object.prototype)
  })

  test('cannot call methods of the objects in a message', async () => {
    await expect(evaluate('req.destroy()', message)).rejects.toThrow('non-function')
    expect(request.destroyed).toBe(false)
  })

  test.each([
    ['$number("x")', 'at position 8'],
    ['$nope()', 'non-function'],
    ['($f := function($n) { 1 + $f($n) }; $f(1))', 'Stack overflow'],
  ])('%s fails with its place and reason', async (expression, says) => {
    await expect(evaluate(expression)).rejects.toEqual(
      expect.objectContaining({ code: 'BAD_TYPED_VALUE', message: expect.stringContaining(says) }),
    )
  })

  test('is compiled once for many messages', async () => {
    const expression = compileJsonata('payload * 2', scope)
    const results = await Promise.all([1, 2, 3].map((payload) => expression.evaluate({ payload })))
    expect(results).toEqual([2, 4, 6])
  })
})

test('packages that require jsonata get it as it is', async () => {
  const jsonata = createRequire(import.meta.url)('jsonata')
  expect(await jsonata('length').evaluate(Buffer.from('abc'))).toBeUndefined()
})
