import { describe, expect, test } from 'vitest'
import json from '../../nodes/parser/json.js'
import type { Message } from '../../runtime/message/message.js'
import { runNode, startNode } from '../helpers/run-node.js'

const convert = async (config: object, message: Message) => (await runNode(json, config, message))[0]

describe('json', () => {
  test.each([
    { name: 'reads an object', config: {}, payload: '{"a":[1,null]}', expected: { a: [1, null] } },
    { name: 'reads a Buffer as UTF-8', config: {}, payload: Buffer.from('{"ä":1}'), expected: { ä: 1 } },
    { name: 'reads a number', config: { action: 'obj' }, payload: '12', expected: 12 },
    { name: 'writes an object', config: {}, payload: { a: [1] }, expected: '{"a":[1]}' },
    { name: 'writes a number', config: {}, payload: 3, expected: '3' },
    { name: 'writes a boolean', config: {}, payload: true, expected: 'true' },
    { name: 'writes null', config: {}, payload: null, expected: 'null' },
    {
      name: 'writes lines when asked',
      config: { pretty: 'true' },
      payload: { a: 1 },
      expected: '{\n    "a": 1\n}',
    },
    {
      name: 'leaves text where text is wanted',
      config: { action: 'str' },
      payload: '{ no',
      expected: '{ no',
    },
    { name: 'writes where text is wanted', config: { action: 'str' }, payload: [1], expected: '[1]' },
    {
      name: 'leaves a value where one is wanted',
      config: { action: 'obj' },
      payload: { a: 1 },
      expected: { a: 1 },
    },
    { name: 'reads where a value is wanted', config: { action: 'obj' }, payload: '[1]', expected: [1] },
    { name: 'takes an empty action for either way', config: { action: '' }, payload: '[1]', expected: [1] },
    { name: 'takes an empty property for the payload', config: { property: '' }, payload: '1', expected: 1 },
  ])('$name', async ({ config, payload, expected }) => {
    expect(await convert(config, { payload })).toEqual({ payload: expected })
  })

  test('converts a property within others', async () => {
    expect(await convert({ property: 'a.b[0]' }, { a: { b: ['{"c":1}'] } })).toEqual({ a: { b: [{ c: 1 }] } })
  })

  test('passes a message without the property', async () => {
    expect(await convert({}, { topic: 'x' })).toEqual({ topic: 'x' })
  })

  const circle: Record<string, unknown> = {}
  circle.self = circle

  test.each([
    { name: 'text that is not JSON', payload: '{a', message: /^msg\.payload is not JSON: / },
    { name: 'empty text', payload: '', message: /not JSON/ },
    { name: 'bytes that are not JSON', payload: Buffer.from([0xff, 0]), message: /not JSON/ },
    { name: 'a cycle', payload: circle, message: /^msg\.payload cannot be written as JSON: .*circular/ },
    { name: 'a big integer within', payload: { a: 1n }, message: /cannot be written/ },
    { name: 'a function', payload: () => {}, message: /is a function, for which there is no JSON/ },
  ])('fails on $name', async ({ payload, message }) => {
    await expect(convert({}, { payload })).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringMatching(message),
    })
  })

  test('refuses a property that cannot be parsed', async () => {
    await expect(startNode(json, { property: 'a[' })).rejects.toMatchObject({ code: 'BAD_CONFIG' })
  })
})

describe('json with msg.schema', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }
  const draft6 = { $schema: 'http://json-schema.org/draft-06/schema#', ...schema }
  const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', ...schema }

  test.each([
    { name: 'read', config: {}, payload: '{"a":1}', expected: { a: 1 } },
    { name: 'written', config: {}, payload: { a: 1 }, expected: '{"a":1}' },
    { name: 'left as text', config: { action: 'str' }, payload: '{ "a":1}', expected: '{ "a":1}' },
    { name: 'left as a value', config: { action: 'obj' }, payload: { a: 1 }, expected: { a: 1 } },
  ])('checks what is $name and removes the schema', async ({ config, payload, expected }) => {
    for (const each of [schema, draft6, draft7]) {
      expect(await convert(config, { payload, schema: each })).toEqual({ payload: expected })
    }
  })

  test.each([
    { name: 'read', config: {}, payload: '{"a":"x"}' },
    { name: 'written', config: {}, payload: { a: 'x' } },
    { name: 'left as text', config: { action: 'str' }, payload: '{"a":"x"}' },
    { name: 'left as a value', config: { action: 'obj' }, payload: { a: 'x' } },
  ])('fails on what is $name with the faults in msg.schemaError', async ({ config, payload }) => {
    const message = { payload, schema }
    await expect(convert(config, message)).rejects.toThrow(
      'msg.payload does not match msg.schema: data/a must be number',
    )
    expect(message).toMatchObject({ payload, schemaError: [{ instancePath: '/a', keyword: 'type' }] })
  })

  test('checks the property that it converts', async () => {
    await expect(convert({ property: 'a.b' }, { a: { b: '1' }, payload: {}, schema })).rejects.toThrow(
      'must be object',
    )
  })

  test('fails on a schema that is none', async () => {
    await expect(convert({}, { payload: '1', schema: { type: 'nothing' } })).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining('msg.schema is no JSON Schema'),
    })
  })

  test('tells schemas of the same $id apart', async () => {
    const of = (type: string) => ({ $id: 'http://localhost/same.json', type })
    const node = await startNode(json, { action: 'obj' })
    await node.receive({ payload: '"x"', schema: of('string') })
    await expect(node.receive({ payload: '"x"', schema: of('number') })).rejects.toThrow('must be number')
    await node.receive({ payload: '2', schema: of('number') })
    expect(node.sent.map(({ message }) => message.payload)).toEqual(['x', 2])
    await node.close()
  })
})
