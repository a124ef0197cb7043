import { describe, expect, test } from 'vitest'
import {
  configNode,
  defineNode,
  type PropertySchema,
  property,
  typedValue,
  type ValueType,
} from '../../runtime/define-node.js'
import { testNode } from '../../runtime/test-node/index.js'
import { checkNode } from '../helpers/check-node.js'

/** A node type with some fields, whose `create` hands out what it is given. */
const typeWith = <const Fields extends Record<string, PropertySchema>>(properties: Fields) =>
  defineNode({
    type: 'probe',
    summary: 'Shows its configuration.',
    config: { type: 'object', properties },
    create: (config) => ({ config: config as Record<string, never>, close() {} }),
  })

const payload = (types: ValueType[], more: object = {}) =>
  typedValue({ types, description: 'What to send.', ...more })

describe('a typed value', () => {
  test.each<{ name: string; config: object; expected: unknown }>([
    { name: 'a text', config: { payload: 'a', payloadType: 'str' }, expected: 'a' },
    { name: 'a number', config: { payload: '5', payloadType: 'num' }, expected: 5 },
    { name: 'a number that was saved as one', config: { payload: 5, payloadType: 'num' }, expected: 5 },
    { name: 'a truth', config: { payload: 'true', payloadType: 'bool' }, expected: true },
    { name: 'JSON', config: { payload: '{"a":1}', payloadType: 'json' }, expected: { a: 1 } },
    { name: 'a Buffer', config: { payload: '[104]', payloadType: 'bin' }, expected: Buffer.from('h') },
    { name: 'a pattern', config: { payload: 'a+', payloadType: 're' }, expected: /a+/ },
    { name: 'a property', config: { payload: 'a.b', payloadType: 'msg' }, expected: 'deep' },
    { name: 'an expression', config: { payload: 'a.b & "!"', payloadType: 'jsonata' }, expected: 'deep!' },
    { name: 'a variable', config: { payload: 'NAME', payloadType: 'env' }, expected: 'of env' },
    { name: 'the default where nothing is saved', config: {}, expected: 'deep' },
    { name: 'the default for two empty texts', config: { payload: '', payloadType: '' }, expected: 'deep' },
    { name: 'the default type where none is saved', config: { payload: 'a' }, expected: { b: 'deep' } },
    {
      name: 'the default for an empty property',
      config: { payload: '', payloadType: 'msg' },
      expected: 'deep',
    },
    { name: 'an empty text that is meant', config: { payload: '', payloadType: 'str' }, expected: '' },
  ])('is $name', async ({ config, expected }) => {
    const types: ValueType[] = ['msg', 'str', 'num', 'bool', 'json', 'bin', 're', 'env', 'jsonata']
    const type = typeWith({ payload: payload(types, { default: { type: 'msg', value: 'a.b' } }) })
    const node = await testNode(type, config, { env: { NAME: 'of env' } })
    const value = node.behaviour.config.payload as unknown as { evaluate(message: object): unknown }
    expect(await value.evaluate({ a: { b: 'deep' } })).toEqual(expected)
    await node.close()
  })

  test.each<{ name: string; config: object; needed?: boolean; code: string; text: RegExp }>([
    {
      name: 'a type that is not among its types',
      config: { payload: 'a', payloadType: 'flow' },
      code: 'BAD_CONFIG',
      text: /"payloadType" must be "str", "num", "json", "jsonata" or "msg", but is "flow"/,
    },
    {
      name: 'no number',
      config: { payload: 'many', payloadType: 'num' },
      code: 'BAD_CONFIG',
      text: /"payload": "many" is no number/,
    },
    {
      name: 'no JSON',
      config: { payload: '{', payloadType: 'json' },
      code: 'BAD_CONFIG',
      text: /"payload": "\{" is no JSON/,
    },
    {
      name: 'no expression',
      config: { payload: '$sum(', payloadType: 'jsonata' },
      code: 'BAD_CONFIG',
      text: /"payload": JSONata/,
    },
    {
      name: 'no property',
      config: { payload: 'a..b', payloadType: 'msg' },
      code: 'BAD_CONFIG',
      text: /"payload": "a\.\.b" is no property expression/,
    },
    {
      name: 'nothing where it is needed',
      config: { payload: '', payloadType: 'str' },
      needed: true,
      code: 'MISSING_FIELD',
      text: /"payload" is not set/,
    },
  ])('is refused before the start: $name', ({ config, needed = false, code, text }) => {
    const type = typeWith({ payload: payload(['str', 'num', 'json', 'jsonata', 'msg'], { needed }) })
    const issues = checkNode(type, config)
    expect(issues.map((issue) => issue.code)).toEqual([code])
    expect(issues[0]?.message).toMatch(text)
  })

  test('may have types of its own, whose value is what was saved', async () => {
    const types = ['str', { type: 'nul', label: 'nothing', hasValue: false }] as const
    const type = typeWith({
      op1: typedValue({ types, description: 'x', typeField: 'op1type', needed: true }),
    })
    const node = await testNode(type, { op1: '', op1type: 'nul' })
    expect(node.behaviour.config.op1).toMatchObject({ type: 'nul', value: '', isAsync: false })
  })

  test('in a list is found, checked and compiled', async () => {
    const v = typedValue({ types: ['str', 'num'], typeField: 'vt', description: 'The value.' })
    const p = property({ of: ['msg', 'flow'], typeField: 'pt', description: 'The property.' })
    const type = typeWith({
      rules: {
        type: 'array',
        default: [],
        description: 'Rules.',
        items: { type: 'object', properties: { p, v } },
      },
    })
    const saved = { rules: [{ p: 'a', pt: 'msg', v: '7', vt: 'num' }] }
    const node = await testNode(type, saved)
    const [rule] = node.behaviour.config.rules as unknown as Array<{
      p: { set(message: object, value: unknown): void }
      v: { evaluate(): unknown }
    }>
    const message = {}
    rule?.p.set(message, rule.v.evaluate())
    expect(message).toEqual({ a: 7 })
    const issues = checkNode(type, {
      rules: [
        { p: 'a', v: 'x', vt: 'num' },
        { p: '', pt: 'global', v: 'y' },
      ],
    })
    expect(issues.map(({ property: place }) => place)).toEqual(['rules[0].v', 'rules[1].pt'])
  })
})

describe('a property expression', () => {
  const places = ['msg', 'flow', 'global'] as const

  test.each(places)('is read, set and deleted in %s', async (place) => {
    const type = typeWith({ target: property({ of: places, description: 'Where.' }) })
    const node = await testNode(type, { target: 'list[msg.at].x', targetType: place })
    const target = node.behaviour.config.target as unknown as {
      get(message: object): unknown
      set(message: object, value: unknown): unknown
      delete(message: object): unknown
    }
    const message = { at: 0 }
    await target.set(message, 5)
    expect(await target.get(message)).toBe(5)
    await target.delete(message)
    expect(await target.get(message)).toBeUndefined()
    await node.close()
  })

  test('may name a context store', async () => {
    const type = typeWith({ target: property({ of: places, description: 'Where.' }) })
    const settings = { contextStorage: { default: { module: 'memory' }, other: { module: 'memory' } } }
    const node = await testNode(type, { target: '#:(other)::n', targetType: 'flow' }, { settings })
    const target = node.behaviour.config.target as unknown as {
      set(message: object, value: unknown): unknown
    }
    await target.set({}, 3)
    expect(node.context.flow.get('n', 'other')).toBe(3)
    expect(node.context.flow.get('n')).toBeUndefined()
  })

  test.each([
    { name: 'one that cannot be parsed', value: 'a..b', codes: ['BAD_CONFIG'] },
    { name: 'none, without a default', value: '', codes: ['MISSING_FIELD'] },
    { name: 'one with a prefix', value: 'msg.a', codes: [] },
  ])('is checked: $name', ({ value, codes }) => {
    const issues = checkNode(typeWith({ source: property({ description: 'x' }) }), { source: value })
    expect(issues.map(({ code }) => code)).toEqual(codes)
  })

  test('has a default, and may be empty', async () => {
    const type = typeWith({
      source: property({ default: 'payload', description: 'x' }),
      target: property({ mayBeEmpty: true, description: 'x' }),
    })
    const node = await testNode(type, { source: '' })
    expect(node.behaviour.config).toMatchObject({ source: { type: 'msg', expression: 'payload' } })
    expect(node.behaviour.config.target).toBeUndefined()
  })
})

test('a config node is named by its type, or by that type’s name', () => {
  const broker = { type: 'broker', config: { type: 'object', properties: {} }, create: () => ({}) } as const
  const expected = { configNode: 'broker', needed: true }
  expect(configNode(broker, { description: 'x', needed: true })).toMatchObject(expected)
  expect(configNode('broker', { description: 'x', needed: true })).toMatchObject(expected)
})
