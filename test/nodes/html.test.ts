import { describe, expect, test } from 'vitest'
import html from '../../nodes/parser/html.js'
import type { Message } from '../../runtime/message/message.js'
import { runNode } from '../helpers/run-node.js'

const page = '<ul id="l"><li class="a" x="1"> <b>one</b> </li><li>two<br></li><li></li></ul>'
const extract = (config: object, message: Message) => runNode(html, config, message)

describe('html', () => {
  test.each([
    { name: 'the html', config: { tag: 'li' }, payload: ['<b>one</b>', 'two<br/>', ''] },
    {
      name: 'the html as "html"',
      config: { tag: 'li', ret: 'html', as: 'single' },
      payload: ['<b>one</b>', 'two<br/>', ''],
    },
    { name: 'the text', config: { tag: 'li', ret: 'text' }, payload: [' one ', 'two', ''] },
    { name: 'the attributes', config: { tag: 'li', ret: 'attr' }, payload: [{ class: 'a', x: '1' }, {}, {}] },
    {
      name: 'attributes and html',
      config: { tag: 'li.a', ret: 'compl' },
      payload: [{ _: '<b>one</b>', class: 'a', x: '1' }],
    },
    {
      name: 'html under another name',
      config: { tag: 'li.a', ret: 'compl', chr: '#' },
      payload: [{ '#': '<b>one</b>', class: 'a', x: '1' }],
    },
    { name: 'what jQuery selects', config: { tag: 'li:contains(two)', ret: 'text' }, payload: ['two'] },
    { name: 'nothing where nothing matches', config: { tag: 'h1' }, payload: [] },
    { name: 'nothing without a selector', config: {}, payload: [] },
  ])('takes $name', async ({ config, payload }) => {
    expect(await extract(config, { payload: page })).toEqual([{ payload }])
  })

  test('takes the selector from msg.select where none is set', async () => {
    const message = { payload: page, select: 'b' }
    expect((await extract({}, { ...message }))[0]?.payload).toEqual(['one'])
    expect((await extract({ tag: 'li + li' }, { ...message }))[0]?.payload).toEqual(['two<br/>', ''])
  })

  test('sends a message for each element', async () => {
    const sent = await extract(
      { tag: 'li', ret: 'text', as: 'multi' },
      { payload: page, _msgid: 'm', topic: 't' },
    )
    const parts = (index: number) => ({ id: 'm', index, count: 3, type: 'string', ch: '' })
    expect(sent).toEqual(
      [' one ', 'two', ''].map((payload, index) => ({
        _msgid: 'm',
        topic: 't',
        payload,
        parts: parts(index),
      })),
    )
  })

  test.each(['single', 'multi'])('reads and writes the properties that are set (%s)', async (as) => {
    const config = { property: 'a.page', outproperty: 'found', tag: 'b', as }
    const [sent] = await extract(config, { a: { page: Buffer.from(page) } })
    expect(sent).toMatchObject({ a: { page: Buffer.from(page) }, found: as === 'single' ? ['one'] : 'one' })
  })

  test('writes to the property that it reads where no other is set', async () => {
    expect(await extract({ property: 'a', tag: 'b' }, { a: page })).toEqual([{ a: ['one'] }])
  })

  test('passes a message without the property', async () => {
    expect(await extract({ tag: 'b' }, { topic: 't' })).toEqual([{ topic: 't' }])
  })

  test.each([
    {
      name: 'a selector that cannot be parsed',
      message: { payload: page, select: 'li[' },
      text: 'The selector "li["',
    },
    { name: 'a number', message: { payload: 1 }, text: 'msg.payload is a number' },
    { name: 'null', message: { payload: null }, text: 'msg.payload is null' },
  ])('fails on $name', async ({ message, text }) => {
    await expect(extract({}, message)).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining(text),
    })
  })
})
