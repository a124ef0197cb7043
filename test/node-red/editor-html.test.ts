import { runInNewContext } from 'node:vm'
import { load } from 'cheerio'
import { describe, expect, test } from 'vitest'
import type { AnyNodeType } from '../../runtime/define-node.js'
import { configNode, defineNode, property, typedValue } from '../../runtime/define-node.js'
import { editorHtml } from '../../runtime/node-red/index.js'

const everything = defineNode({
  type: 'every thing',
  summary: 'Has <all> & "more".',
  category: 'network',
  outputs: ({ many, mode, reading }) => (many ? mode : reading.type === 'str' ? 5 : 1),
  editor: { color: '#ffffff', icon: 'font-awesome/fa-bolt', label: 'every', align: 'right' },
  config: {
    type: 'object',
    required: ['must'],
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      text: { type: 'string', default: '</script>', title: 'A title', description: 'A text.' },
      lines: { type: 'string', default: 'a\nb', description: 'Lines.' },
      must: { type: 'string', pattern: '^a', description: 'Must be.' },
      limit: { type: 'number', minimum: 1, maximum: 5, default: 2, description: 'A number.' },
      many: { type: 'boolean', default: true, description: 'Many.' },
      mode: { type: 'integer', enum: [1, 2, 3], default: 3, description: 'A choice.' },
      broker: configNode('broker', { description: 'The broker.', needed: true }),
      reading: typedValue({
        types: ['msg', 'str', { type: 'nul', label: 'nothing', hasValue: false }],
        description: 'A value.',
      }),
      where: property({ default: 'payload', description: 'Of the message.' }),
      target: property({ of: ['msg', 'flow'], typeField: 'targetPlace', description: 'Anywhere.' }),
      rules: { type: 'array', items: { type: 'string' }, default: ['x'], description: 'Rules.' },
    },
  },
  help: {
    details: 'One.\nTwo.',
    reads: { topic: 'The <topic>.' },
    sets: { payload: 'The result.' },
    outputs: 'As many as chosen.',
  },
  credentials: { pin: { type: 'password', description: 'The number.' } },
  create: () => ({}),
})

interface Registered {
  defaults: Record<
    string,
    { value: unknown; type?: string; required?: boolean; validate?(value: unknown): boolean }
  >
  [member: string]: unknown
}

/** Runs the scripts as the editor does; gives what they registered and the inputs that they touched. */
function openEditor(type: AnyNodeType, values: Record<string, unknown> = {}) {
  const $ = load(editorHtml(type))
  const types: Record<string, Registered> = {}
  const typed: Record<string, unknown> = {}
  const input = (id: string) => ({
    val: () => values[id],
    prop: () => values[id],
    typedInput(what: unknown, value?: unknown) {
      if (what === 'value' && value === undefined) return values[id]
      typed[id] = what === 'value' ? { ...(typed[id] as object), shown: value } : what
      return this
    },
  })
  const registerType = (name: string, registered: Registered) => {
    types[name] = registered
  }
  const context = {
    RED: {
      nodes: { registerType },
      validators: { typedInput: (options: object) => Object.assign(() => true, { options }) },
    },
    document: { getElementById: (id: string) => id },
    $: input,
  }
  for (const script of $('script[type="text/javascript"]').toArray())
    runInNewContext($(script).text(), context)
  const part = (attribute: string) => load($(`script[${attribute}="${type.type}"]`).text(), null, false)
  const registered = types[type.type] as Registered
  return { registered, typed, form: part('data-template-name'), help: part('data-help-name') }
}

const call = (registered: Registered, method: string, node: object) =>
  Reflect.apply(registered[method] as () => void, node, [])

describe('the form for the editor', () => {
  test('has the defaults and the look of the type', () => {
    const { registered } = openEditor(everything)
    const values = Object.entries(registered.defaults).map(([name, { value }]) => [name, value])
    expect(JSON.parse(JSON.stringify(Object.fromEntries(values)))).toEqual({
      name: '',
      text: '</script>',
      lines: 'a\nb',
      must: '',
      limit: 2,
      many: true,
      mode: 3,
      broker: '',
      reading: '',
      readingType: 'msg',
      where: 'payload',
      target: '',
      targetPlace: 'msg',
      rules: ['x'],
      outputs: 3,
    })
    expect(registered.defaults.broker).toMatchObject({ type: 'broker', required: true })
    expect(registered.defaults.must?.required).toBe(true)
    const checkedAs = (field: string) => ({ ...registered.defaults[field]?.validate })
    expect(checkedAs('reading')).toEqual({
      options: { typeField: 'readingType', isConfig: false, allowBlank: false, allowUndefined: true },
    })
    expect(checkedAs('where')).toEqual({ options: { type: 'msg', allowBlank: false, allowUndefined: true } })
    const { category, color, icon, inputs, outputs, paletteLabel, align, credentials } = registered
    expect({ category, color, icon, inputs, outputs, paletteLabel, align, credentials }).toEqual({
      category: 'network',
      color: '#ffffff',
      icon: 'font-awesome/fa-bolt',
      inputs: 1,
      outputs: 3,
      paletteLabel: 'every',
      align: 'right',
      credentials: { pin: { type: 'password' } },
    })
    expect(Reflect.apply(registered.label as () => string, { name: '' }, [])).toBe('every')
  })

  test.each([
    { field: 'limit', value: '3', isValid: true },
    { field: 'limit', value: '', isValid: true },
    { field: 'limit', value: '${LIMIT}', isValid: true },
    { field: 'limit', value: '6', isValid: false },
    { field: 'limit', value: 'many', isValid: false },
    { field: 'must', value: 'abc', isValid: true },
    { field: 'must', value: 'bc', isValid: false },
    { field: 'must', value: '', isValid: false },
  ])('finds $field "$value" valid: $isValid', ({ field, value, isValid }) => {
    const { defaults } = openEditor(everything).registered
    expect(defaults[field]?.validate?.(value)).toBe(isValid)
  })

  test('has a row for each field, of its kind', () => {
    const { form } = openEditor(everything)
    const kinds = form('.form-row')
      .toArray()
      .map((row) => {
        const input = form(row).find('input, select, textarea').first()
        return [
          form(row).find('label').text().trim(),
          input.attr('type') ?? input.prop('tagName'),
          input.attr('id'),
        ]
      })
    expect(kinds).toEqual([
      ['Name', 'text', 'node-input-name'],
      ['A title', 'text', 'node-input-text'],
      ['Lines', 'TEXTAREA', 'node-input-lines'],
      ['Must', 'text', 'node-input-must'],
      ['Limit', 'number', 'node-input-limit'],
      ['Many', 'checkbox', 'node-input-many'],
      ['Mode', 'SELECT', 'node-input-mode'],
      ['Broker', 'text', 'node-input-broker'],
      ['Reading', 'text', 'node-input-reading'],
      ['Where', 'text', 'node-input-where'],
      ['Target', 'text', 'node-input-target'],
      ['Rules', 'text', 'node-input-rules-json'],
      ['Pin', 'password', 'node-input-pin'],
    ])
    expect(form('#node-input-readingType, #node-input-targetPlace')).toHaveLength(2)
    expect(
      form('#node-input-mode option')
        .toArray()
        .map((option) => form(option).attr('value')),
    ).toEqual(['1', '2', '3'])
  })

  test('opens inputs with types, and saves lists and the number of outputs', () => {
    const values = {
      'node-input-rules-json': '["y"]',
      'node-input-many': true,
      'node-input-mode': '2',
      'node-input-readingType': 'str',
    }
    const { registered, typed } = openEditor(everything, values)
    const node: Record<string, unknown> = { rules: ['x'], outputs: 1 }
    call(registered, 'oneditprepare', node)
    expect(JSON.parse(JSON.stringify(typed))).toEqual({
      'node-input-reading': {
        default: 'msg',
        types: ['msg', 'str', { value: 'nul', label: 'nothing', hasValue: false }],
        typeField: expect.anything(),
      },
      'node-input-where': { default: 'msg', types: ['msg'] },
      'node-input-target': { default: 'msg', types: ['msg', 'flow'], typeField: expect.anything() },
      'node-input-rules-json': { default: 'json', types: ['json'], shown: '["x"]' },
    })
    call(registered, 'oneditsave', node)
    expect(JSON.parse(JSON.stringify(node))).toEqual({ rules: ['y'], outputs: 2 })
    values['node-input-rules-json'] = 'no list'
    values['node-input-many'] = false
    call(registered, 'oneditsave', node)
    expect(JSON.parse(JSON.stringify(node))).toEqual({ rules: ['y'], outputs: 5 })
  })

  test('helps with what the type says of itself', () => {
    const { help } = openEditor(everything)
    expect(
      help('p')
        .toArray()
        .map((text) => help(text).text()),
    ).toEqual(['Has <all> & "more".', 'One.', 'Two.', 'As many as chosen.'])
    expect(
      help('dt')
        .toArray()
        .map((term) => help(term).text()),
    ).toEqual(expect.arrayContaining(['topic', 'payload', 'A title', 'Reading', 'Pin']))
    expect(help('dd').text()).toContain('The <topic>.')
  })

  test('of a config node, and of named outputs', () => {
    const config = { type: 'object', properties: { url: { type: 'string', description: 'x' } } } as const
    const broker = defineNode({ type: 'broker', summary: 'x', isConfig: true, config, create: () => ({}) })
    const { registered, form } = openEditor(broker)
    expect(registered.category).toBe('config')
    expect(
      form('input')
        .toArray()
        .map((input) => form(input).attr('id')),
    ).toEqual(['node-config-input-name', 'node-config-input-url'])
    const sorter = defineNode({
      type: 'sorter',
      summary: 'x',
      hasInput: false,
      outputs: ['good', 'bad'],
      config,
      create: () => ({}),
    })
    const { inputs, outputs, outputLabels } = openEditor(sorter).registered
    expect({ inputs, outputs, outputLabels }).toEqual({
      inputs: 0,
      outputs: 2,
      outputLabels: ['good', 'bad'],
    })
  })
})
