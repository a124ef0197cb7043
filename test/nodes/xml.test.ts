import { describe, expect, test } from 'vitest'
import xml from '../../nodes/parser/xml.js'
import type { Message } from '../../runtime/message/message.js'
import { runNode } from '../helpers/run-node.js'

const convert = async (config: object, message: Message) => (await runNode(xml, config, message))[0]

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

describe('xml', () => {
  test.each([
    {
      name: 'reads attributes and text',
      payload: '<p class="tag">Hello World</p>',
      expected: { p: { $: { class: 'tag' }, _: 'Hello World' } },
    },
    {
      name: 'reads elements as lists',
      payload: '<a><b>1</b><b>2</b></a>',
      expected: { a: { b: ['1', '2'] } },
    },
    {
      name: 'reads attributes and text under other names',
      config: { attr: '@', chr: '#' },
      payload: '<p c="d">e</p>',
      expected: { p: { '@': { c: 'd' }, '#': 'e' } },
    },
    {
      name: 'reads with options of the message',
      options: { explicitArray: false, async: true, attrkey: '@' },
      payload: '<a x="1"><b>2</b></a>',
      expected: { a: { '@': { x: '1' }, b: '2' } },
    },
    {
      name: 'writes an object on one line',
      payload: { p: { $: { class: 'tag' }, _: 'a<b', q: [1, 2] } },
      expected: `${declaration}<p class="tag">a&lt;b<q>1</q><q>2</q></p>`,
    },
    {
      name: 'writes with options of the message',
      options: { headless: true, renderOpts: { pretty: true, indent: ' ', newline: '\n' } },
      payload: { a: { b: 1 } },
      expected: '<a>\n <b>1</b>\n</a>',
    },
  ])('$name', async ({ config = {}, payload, options, expected }) => {
    const sent = await convert(config, options ? { payload, options } : { payload })
    expect(JSON.parse(JSON.stringify(sent?.payload))).toEqual(expected)
  })

  test('converts another property', async () => {
    expect(await convert({ property: 'a.b' }, { a: { b: '<c/>' } })).toEqual({ a: { b: { c: '' } } })
  })

  test('passes a message without the property', async () => {
    expect(await convert({}, { topic: 't' })).toEqual({ topic: 't' })
  })

  test.each([
    { name: 'text that is no XML', payload: 'no', message: /Non-whitespace before first tag\.$/ },
    { name: 'an element that is not closed', payload: '<a><b></a>', message: /Unexpected close tag/ },
    { name: 'a number', payload: 1, message: /it is a number/ },
    { name: 'null', payload: null, message: /it is null/ },
    { name: 'a Buffer', payload: Buffer.from('<a/>'), message: /it is a Buffer/ },
  ])('fails on $name', async ({ payload, message }) => {
    await expect(convert({}, { payload })).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringMatching(message),
    })
  })

  test('changes no prototype', async () => {
    await convert({}, { payload: '<__proto__><polluted>1</polluted></__proto__>' })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})
