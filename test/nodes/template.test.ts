import { describe, expect, test, vi } from 'vitest'
import template from '../../nodes/function/template.js'
import { checkNode } from '../helpers/check-node.js'
import { runNode, startNode } from '../helpers/run-node.js'

const people = [
  { name: 'Ann', likes: ['tea'] },
  { name: 'Bob', likes: [] },
]

describe('template', () => {
  test.each([
    { name: 'properties', template: 'Hi {{payload.who}}, {{topic}}!', expected: 'Hi Fred &amp; Co, day!' },
    {
      name: 'properties without escapes',
      template: '{{{payload.who}}} {{&payload.who}}',
      expected: 'Fred & Co Fred & Co',
    },
    { name: 'nothing for what is not there', template: 'a{{absent}}{{absent.x}}b', expected: 'ab' },
    { name: 'numbers, booleans and null', template: '{{one}} {{yes}} {{none}}.', expected: '1 true .' },
    { name: 'elements of lists', template: '{{people.1.name}}', expected: 'Bob' },
    {
      name: 'lists',
      template: '{{#people}}{{name}}:{{#likes}}{{.}}{{/likes}}{{^likes}}-{{/likes}} {{topic}},{{/people}}',
      expected: 'Ann:tea day,Bob:- day,',
    },
    { name: 'conditions', template: '{{#yes}}y{{/yes}}{{^none}}n{{/none}}', expected: 'yn' },
    { name: 'other marks', template: '{{=[[ ]]=}}[[topic]] {{topic}}', expected: 'day {{topic}}' },
    { name: 'comments and partials as nothing', template: 'a{{! no }}b{{> other }}c', expected: 'abc' },
    { name: 'environment variables', template: '{{env.COLOUR}} {{env.NONE}}.', expected: 'red .' },
    { name: 'context', template: '{{flow.town.name}} {{global.n}} {{flow.none}}.', expected: 'Ulm 7 .' },
    {
      name: 'context of a store',
      template: '{{flow[memory].town.name}} {{global[memory].n}}',
      expected: 'Ulm 7',
    },
    {
      name: 'context and environment in sections',
      template: '{{#people}}{{flow.town.name}}{{env.COLOUR}}{{/people}}',
      expected: 'UlmredUlmred',
    },
    { name: 'lists of context', template: '{{#global.list}}<{{.}}>{{/global.list}}', expected: '<1><2>' },
    { name: 'the message before the context', template: '{{env.MINE}}', expected: 'mine' },
    { name: 'an empty text for no template', template: '', expected: '' },
  ])('writes $name', async ({ template: text, expected }) => {
    const settings = { contextStorage: { default: 'memory', memory: { module: 'memory' } } }
    const env = { COLOUR: 'red', MINE: 'theirs' }
    const node = await startNode(template, { template: text }, { env, settings })
    node.context.flow.set('town', { name: 'Ulm' })
    node.context.global.set('n', 7)
    node.context.global.set('list', [1, 2])
    await node.receive({
      ...{ payload: { who: 'Fred & Co' }, topic: 'day', people },
      ...{ one: 1, yes: true, none: null, env: { MINE: 'mine' } },
    })
    expect(node.sent[0]?.message.payload).toBe(expected)
    await node.close()
  })

  test('waits for a store that cannot answer at once', async () => {
    const node = await startNode(template, { template: '{{flow.a}}{{topic}}{{flow[slow].b}}' })
    vi.spyOn(node.context.flow, 'read').mockImplementation(async (key, store) => `${key}@${store} `)
    await node.receive({ topic: '- ' })
    expect(node.sent[0]?.message.payload).toBe('a@undefined - b@slow ')
    await node.close()
  })

  test('gives no promise where nothing has to wait', async () => {
    const node = await startNode(template, { template: '{{flow.a}}', field: 'b', fieldType: 'flow' })
    expect(node.behaviour.input?.({}, node.send)).toBeUndefined()
    await node.close()
  })

  test('fails without a template, whatever the message brings', async () => {
    await expect(runNode(template, {}, { payload: 1, template: 'x' })).rejects.toThrow('no template')
  })

  test.each([
    { name: 'a property', config: { field: 'a.b' }, read: 'msg' },
    { name: 'a flow variable', config: { field: 'a.b', fieldType: 'flow' }, read: 'flow' },
    { name: 'a global variable', config: { field: '#:(default)::a.b', fieldType: 'global' }, read: 'global' },
  ])('sets $name', async ({ config, read }) => {
    const node = await startNode(template, { ...config, template: 'Hi {{payload}}' })
    await node.receive({ payload: 'you' })
    const sent = node.sent[0]?.message
    const found = read === 'msg' ? sent?.a : node.context[read as 'flow' | 'global'].get('a')
    expect(found).toEqual({ b: 'Hi you' })
    expect(sent?.payload).toBe('you')
    await node.close()
  })

  test('warns where the property cannot be set, and sends the message', async () => {
    const node = await startNode(template, { field: 'payload.x', template: 'a' })
    await node.receive({ payload: 'text' })
    expect(node.sent).toMatchObject([{ message: { payload: 'text' } }])
    expect(node.logs).toMatchObject([{ level: 'warn' }])
    await node.close()
  })

  test.each([
    {
      name: 'JSON',
      config: { output: 'json', template: '{"a":{{one}},"b":"{{text}}"}' },
      expected: { a: 1, b: 'x\n\t\\y' },
    },
    {
      name: 'ready JSON in sections',
      config: { output: 'json', template: '[{{#made}}{{{json}}}{{/made}}]' },
      expected: [{ a: 1 }],
    },
    {
      name: 'plain JSON',
      config: { output: 'json', syntax: 'plain', template: '["{{one}}"]' },
      expected: ['{{one}}'],
    },
    {
      name: 'YAML',
      config: { output: 'yaml', template: 'a: {{one}}\nb:\n  - x\n  - {{env.N}}' },
      expected: { a: 1, b: ['x', 2] },
    },
    { name: 'plain text', config: { syntax: 'plain', template: '{{one}}' }, expected: '{{one}}' },
    { name: 'text with its line ends', config: { template: '{{{text}}}' }, expected: 'x\n\t\\y' },
  ])('makes $name', async ({ config, expected }) => {
    const message = { one: 1, text: 'x\n\t\\y', made: { json: '{\n"a":1}' } }
    const [sent] = await runNode(template, config, message, { env: { N: '2' } })
    expect(sent?.payload).toEqual(expected)
  })

  test('takes the template of each message where it has none', async () => {
    const messages = ['a{{x}}', 'b{{x}}', 'b{{x}}', undefined].map((text) => ({ template: text, x: 1 }))
    const sent = await runNode(template, { template: '' }, messages)
    expect(sent.map(({ payload }) => payload)).toEqual(['a1', 'b1', 'b1', ''])
  })

  test('keeps to its own template where it has one', async () => {
    const [sent] = await runNode(template, { template: 'own' }, { template: 'theirs' })
    expect(sent?.payload).toBe('own')
  })

  test.each([
    {
      name: 'a template that is none',
      config: { template: 'a{{#b}}' },
      message: {},
      text: 'is no mustache: Unclosed',
    },
    {
      name: 'a template that is no text',
      config: { template: '' },
      message: { template: 5 },
      text: 'is no mustache',
    },
    {
      name: 'a result that is no JSON',
      config: { template: '{', output: 'json' },
      message: {},
      text: 'is no JSON',
    },
    {
      name: 'a result that is no YAML',
      config: { template: 'a: [', output: 'yaml' },
      message: {},
      text: 'is no YAML',
    },
  ])('fails on $name', async ({ config, message, text }) => {
    const run = runNode(template, config, message)
    await expect(run).rejects.toMatchObject({ code: 'BAD_TYPED_VALUE' })
    await expect(run).rejects.toThrow(text)
  })

  test.each([
    {
      name: 'what the editor saves',
      config: {
        name: '',
        field: 'payload',
        fieldType: 'msg',
        format: 'handlebars',
        syntax: 'mustache',
        template: 'x',
        output: 'str',
      },
      expected: [],
    },
    { name: 'flows without the later fields', config: { field: '', template: 'x' }, expected: [] },
    { name: 'a property that is none', config: { field: 'a..b' }, expected: [{ code: 'BAD_CONFIG' }] },
    { name: 'an unknown output', config: { output: 'xml' }, expected: [{ code: 'BAD_CONFIG' }] },
  ])('is checked: $name', ({ config, expected }) => {
    expect(checkNode(template, config)).toMatchObject(expected)
  })
})
