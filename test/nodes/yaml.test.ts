import { describe, expect, test } from 'vitest'
import yaml from '../../nodes/parser/yaml.js'
import type { Message } from '../../runtime/message/message.js'
import { runNode } from '../helpers/run-node.js'

const convert = async (config: object, message: Message) => (await runNode(yaml, config, message))[0]

describe('yaml', () => {
  test.each([
    { name: 'reads a text', payload: 'a: 1\nb: [x, true]\n', expected: { a: 1, b: ['x', true] } },
    { name: 'reads anchors', payload: 'a: &x [1]\nb: *x', expected: { a: [1], b: [1] } },
    { name: 'writes an object', payload: { a: 1, b: ['x', true] }, expected: 'a: 1\nb:\n  - x\n  - true\n' },
    { name: 'writes a list', payload: [1, 'two'], expected: '- 1\n- two\n' },
    { name: 'writes null', payload: null, expected: 'null\n' },
  ])('$name', async ({ payload, expected }) => {
    expect(await convert({ property: '' }, { payload })).toEqual({ payload: expected })
  })

  test('converts another property', async () => {
    expect(await convert({ property: 'a.b' }, { a: { b: 'c: 1' } })).toEqual({ a: { b: { c: 1 } } })
  })

  test('passes a message without the property', async () => {
    expect(await convert({}, { topic: 't' })).toEqual({ topic: 't' })
  })

  test.each([
    { name: 'text that is no YAML', payload: 'a: [1', message: /unexpected end of the/ },
    { name: 'a function within', payload: { a: () => {} }, message: /unacceptable kind/ },
    { name: 'a number', payload: 1, message: /it is a number/ },
    { name: 'a Buffer', payload: Buffer.from('a: 1'), message: /it is a Buffer of 4 bytes/ },
  ])('fails on $name', async ({ payload, message }) => {
    await expect(convert({}, { payload })).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringMatching(message),
    })
  })
})
