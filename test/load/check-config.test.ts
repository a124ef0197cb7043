import { describe, expect, test } from 'vitest'
import { type ConfigSchema, configNode, defineNode } from '../../runtime/define-node.js'
import { compileConfigCheck, createConfigChecks } from '../../runtime/load/check-config.js'

const schema = {
  type: 'object',
  required: ['url'],
  properties: {
    url: { type: 'string', description: 'Path of the endpoint.' },
    method: { enum: ['get', 'post'], default: 'get', description: 'HTTP method.' },
    seconds: { type: 'number', default: 5, minimum: 1, description: 'Time to wait, in seconds.' },
    count: { type: 'integer', description: 'How many.' },
    active: { type: 'boolean', default: true, description: 'Whether it runs.' },
    property: { type: 'string', default: 'payload', description: 'Property of the message.' },
    separator: { type: 'string', default: ',', minLength: 0, description: 'Text between parts.' },
    amount: { type: ['number', 'string'], default: 1, description: 'A number, or an expression.' },
    headers: { type: 'object', default: {}, description: 'Headers of the response.' },
    password: { type: 'number', default: 0, description: 'A code.' },
    rules: {
      type: 'array',
      default: [],
      description: 'The rules.',
      items: {
        type: 'object',
        required: ['t'],
        properties: {
          t: { enum: ['set', 'delete'] },
          to: { type: 'string', default: '' },
          limit: { type: 'number' },
          strict: { type: 'boolean', default: false },
        },
      },
    },
  },
} as const satisfies ConfigSchema

const check = compileConfigCheck(
  defineNode({ type: 'sample', summary: 'A sample.', config: schema, create: () => ({}) }),
)
const checkOne = (properties: ConfigSchema['properties'], raw: object, required: string[] = []) =>
  compileConfigCheck(
    defineNode({
      type: 'one',
      summary: 'One.',
      config: { type: 'object', properties, required },
      create: () => ({}),
    }),
  )({ id: 'a', type: 'one', ...raw })

describe('compileConfigCheck', () => {
  test.each([
    { name: 'reads a number saved as text', raw: { seconds: '86400' }, expected: { seconds: 86400 } },
    { name: 'reads a number with spaces around', raw: { seconds: ' 2.5 ' }, expected: { seconds: 2.5 } },
    { name: 'reads a whole number', raw: { count: '3' }, expected: { count: 3 } },
    { name: 'reads true and false saved as text', raw: { active: 'false' }, expected: { active: false } },
    { name: 'reads 0 and 1 as false and true', raw: { active: 0 }, expected: { active: false } },
    { name: 'takes an empty text for a number as not set', raw: { seconds: '' }, expected: { seconds: 5 } },
    { name: 'takes spaces for a number as not set', raw: { seconds: '  ' }, expected: { seconds: 5 } },
    { name: 'takes null for a number as not set', raw: { seconds: null }, expected: { seconds: 5 } },
    { name: 'takes an empty text for a boolean as not set', raw: { active: '' }, expected: { active: true } },
    {
      name: 'takes an empty text for one of a list as not set',
      raw: { method: '' },
      expected: { method: 'get' },
    },
    { name: 'takes an empty text for an object as not set', raw: { headers: '' }, expected: { headers: {} } },
    { name: 'takes an empty text for a list as not set', raw: { rules: '' }, expected: { rules: [] } },
    {
      name: 'takes an empty text for a text with a default as not set',
      raw: { property: '' },
      expected: { property: 'payload' },
    },
    {
      name: 'keeps an empty text where the schema says so',
      raw: { separator: '' },
      expected: { separator: '' },
    },
    { name: 'keeps spaces in a text', raw: { property: ' ' }, expected: { property: ' ' } },
    {
      name: 'writes a number as text where text is asked for',
      raw: { property: 200 },
      expected: { property: '200' },
    },
    { name: 'leaves text alone where both are allowed', raw: { amount: '7' }, expected: { amount: '7' } },
    {
      name: 'keeps what an object holds',
      raw: { headers: { 'x-a': '' } },
      expected: { headers: { 'x-a': '' } },
    },
    {
      name: 'goes into the entries of lists',
      raw: {
        rules: [
          { t: 'set', limit: '5', strict: 'true' },
          { t: 'delete', limit: null, to: 'x' },
        ],
      },
      expected: {
        rules: [
          { t: 'set', limit: 5, strict: true, to: '' },
          { t: 'delete', strict: false, to: 'x' },
        ],
      },
    },
  ])('$name', ({ raw, expected }) => {
    const { config, issues } = check({ id: 'a', type: 'sample', url: '/x', ...raw })
    expect(issues).toEqual([])
    expect(config).toMatchObject(expected)
  })

  test('fills every default, and leaves out what is not set and has none', () => {
    expect(check({ id: 'a', type: 'sample', url: '/x', count: '' }).config).toEqual({
      url: '/x',
      method: 'get',
      seconds: 5,
      active: true,
      property: 'payload',
      separator: ',',
      amount: 1,
      headers: {},
      password: 0,
      rules: [],
    })
  })

  test.each([
    {
      name: 'a field that is required',
      raw: { url: undefined },
      code: 'MISSING_FIELD',
      property: 'url',
      says: /not set.*Path of the endpoint/,
    },
    {
      name: 'a required field inside a list',
      raw: { rules: [{}] },
      code: 'MISSING_FIELD',
      property: 'rules[0].t',
      says: /rules\[0\]\.t/,
    },
    {
      name: 'text that is no number',
      raw: { seconds: '5 s' },
      code: 'BAD_CONFIG',
      property: 'seconds',
      says: /must be a number, but is "5 s".*in seconds/,
    },
    {
      name: 'infinity',
      raw: { seconds: 'Infinity' },
      code: 'BAD_CONFIG',
      property: 'seconds',
      says: /Infinity/,
    },
    {
      name: 'a number that is not whole',
      raw: { count: '1.5' },
      code: 'BAD_CONFIG',
      property: 'count',
      says: /whole number, but is 1\.5/,
    },
    {
      name: 'a number that is too small',
      raw: { seconds: '0' },
      code: 'BAD_CONFIG',
      property: 'seconds',
      says: /at least 1, but is 0/,
    },
    {
      name: 'text that is neither true nor false',
      raw: { active: 'yes' },
      code: 'BAD_CONFIG',
      property: 'active',
      says: /true or false, but is "yes"/,
    },
    {
      name: 'a value that is not in the list',
      raw: { method: 'pst' },
      code: 'BAD_CONFIG',
      property: 'method',
      says: /"get" or "post", but is "pst".*Did you mean "post"/,
    },
    {
      name: 'an object where text should be',
      raw: { property: {} },
      code: 'BAD_CONFIG',
      property: 'property',
      says: /a text, but is an object/,
    },
    {
      name: 'null inside a list',
      raw: { rules: [null] },
      code: 'BAD_CONFIG',
      property: 'rules[0]',
      says: /an object, but is null/,
    },
    {
      name: 'a variable that is not set',
      raw: { seconds: '$(WAIT)' },
      code: 'BAD_CONFIG',
      property: 'seconds',
      says: /environment variable WAIT, which is not set/,
    },
  ])('refuses $name', ({ raw, code, property, says }) => {
    const { issues } = check({ id: 'a', type: 'sample', url: '/x', ...raw })
    expect(issues).toHaveLength(1)
    expect(issues[0]).toMatchObject({ code, property, severity: 'error' })
    expect(`${issues[0]?.message} ${issues[0]?.remedy}`).toMatch(says)
  })

  test('reports all problems of a node together', () => {
    const { issues } = check({ id: 'a', type: 'sample', seconds: 'x', active: 'y', methd: 'get' })
    expect(issues.map(({ code, property }) => [code, property]).sort()).toEqual([
      ['BAD_CONFIG', 'active'],
      ['BAD_CONFIG', 'seconds'],
      ['MISSING_FIELD', 'url'],
      ['UNKNOWN_FIELD', 'methd'],
    ])
  })

  test('warns of a field that the type does not know, with the nearest, and leaves it out', () => {
    const { config, issues } = check({ id: 'a', type: 'sample', url: '/x', secnds: 1 })
    expect(issues).toMatchObject([
      { code: 'UNKNOWN_FIELD', severity: 'warning', remedy: 'Did you mean "seconds"?' },
    ])
    expect(config).not.toHaveProperty('secnds')
  })

  test('says nothing of what the editor keeps with a node', () => {
    const editor = {
      x: 1,
      y: 2,
      z: 't',
      g: 'g',
      d: true,
      l: false,
      wires: [[]],
      name: 'N',
      info: '',
      icon: 'i',
      outputs: 1,
    }
    const { config, issues } = check({
      id: 'a',
      type: 'sample',
      url: '/x',
      ...editor,
      inputLabels: [],
      _users: [],
    })
    expect(issues).toEqual([])
    expect(Object.keys(config)).not.toContain('wires')
  })

  test('keeps a field of the editor that the schema has too', () => {
    expect(checkOne({ outputs: { type: 'number', default: 1 } }, { outputs: '3' }).config).toEqual({
      outputs: 3,
    })
  })

  test('does not change what was saved, and shares nothing with it', () => {
    const raw = {
      id: 'a',
      type: 'sample',
      url: '/x',
      headers: { a: ['b'] },
      rules: [{ t: 'set', limit: '1' }],
    }
    const before = structuredClone(raw)
    const { config } = check(raw)
    ;(config.headers as { a: string[] }).a.push('c')
    expect(raw).toEqual(before)
  })

  test('gives each node its own defaults', () => {
    const first = check({ id: 'a', type: 'sample', url: '/x' }).config
    ;(first.rules as unknown[]).push(1)
    expect(check({ id: 'b', type: 'sample', url: '/x' }).config.rules).toEqual([])
  })

  test('shows no value of a field that is a secret by its name', () => {
    const { issues } = check({ id: 'a', type: 'sample', url: '/x', password: 'hunter2' })
    expect(issues).toMatchObject([{ property: 'password' }])
    expect(JSON.stringify(issues)).not.toContain('hunter2')
  })

  test.each([
    { name: 'an id', value: 'b1', expected: 'b1', issues: [] },
    { name: 'an empty text', value: '', expected: '', issues: ['MISSING_FIELD'] },
    { name: "the editor's own mark for none", value: '_ADD_', expected: '', issues: ['MISSING_FIELD'] },
    { name: 'nothing', value: undefined, expected: '', issues: ['MISSING_FIELD'] },
  ])('leaves the reference to a config node an id: $name', ({ value, expected, issues }) => {
    const properties = (needed: boolean) => ({
      broker: configNode('mqtt-broker', { description: 'The broker.', needed }),
    })
    const needed = checkOne(properties(true), { broker: value })
    expect(needed.config).toEqual({ broker: expected })
    expect(needed.issues.map(({ code }) => code)).toEqual(issues)
    expect(checkOne(properties(false), { broker: value })).toEqual({
      config: { broker: expected },
      issues: [],
    })
  })

  test.each([{ value: '' }, { value: '  ' }, { value: undefined }, { value: null }])(
    'refuses an empty text where the schema marks that as an error: $value',
    ({ value }) => {
      const { issues } = checkOne(
        { url: { type: 'string', errorIfEmpty: true, description: 'A path.' } as never },
        { url: value },
        ['url'],
      )
      expect(issues).toMatchObject([{ code: 'MISSING_FIELD', property: 'url' }])
    },
  )

  test('finds the form of a value among several', () => {
    const properties = {
      rule: {
        anyOf: [
          { type: 'object', properties: { t: { const: 'limit' }, n: { type: 'number' } } },
          { type: 'object', properties: { t: { const: 'text' }, n: { type: 'string' } } },
        ],
      },
    } as const
    expect(checkOne(properties, { rule: { t: 'text', n: '5' } }).config).toEqual({
      rule: { t: 'text', n: '5' },
    })
    expect(checkOne(properties, { rule: { t: 'limit', n: '5' } }).config).toEqual({
      rule: { t: 'limit', n: 5 },
    })
    expect(checkOne(properties, { rule: { t: 'other' } }).issues).toMatchObject([
      { code: 'BAD_CONFIG', property: 'rule' },
    ])
    expect(checkOne(properties, { rule: { t: 'other' } }).issues).toHaveLength(1)
  })

  test('reads a listed number or boolean that was saved as text', () => {
    expect(checkOne({ qos: { enum: [0, 1, 2] } }, { qos: '2' }).config).toEqual({ qos: 2 })
  })

  test('keeps fields that a schema leaves open', () => {
    const open = compileConfigCheck(
      defineNode({
        type: 'open',
        summary: 'Open.',
        config: { type: 'object', properties: {}, additionalProperties: true } as ConfigSchema,
        create: () => ({}),
      }),
    )
    expect(open({ id: 'a', type: 'open', anything: '1' })).toEqual({ config: { anything: '1' }, issues: [] })
  })

  test('upgrades an old form first, and asks the type for what the schema cannot say', () => {
    const type = defineNode({
      type: 'old',
      summary: 'Old.',
      config: { type: 'object', properties: { fresh: { type: 'number', default: 0 } } },
      upgrade: ({ stale, ...saved }) => (stale === undefined ? saved : { ...saved, fresh: stale }),
      check: ({ fresh }, { id, name }) =>
        fresh > 5
          ? [
              {
                code: 'BAD_FUNCTION',
                message: `${id} ${name} ${fresh}`,
                remedy: 'Less.',
                severity: 'warning',
              },
            ]
          : [],
      create: () => ({}),
    })
    const { config, issues } = compileConfigCheck(type)({ id: 'a', type: 'old', name: 'N', stale: '7' })
    expect(config).toEqual({ fresh: 7 })
    expect(issues).toMatchObject([{ code: 'BAD_FUNCTION', message: 'a N 7', severity: 'warning' }])
  })

  test.each([{ part: 'upgrade' }, { part: 'check' }])('reports a type whose $part throws', ({ part }) => {
    const type = defineNode({
      type: 'throwing',
      summary: 'Throws.',
      config: { type: 'object', properties: {} },
      [part]: () => {
        throw new TypeError('no such thing')
      },
      create: () => ({}),
    })
    const { issues } = compileConfigCheck(type)({ id: 'a', type: 'throwing' })
    expect(issues).toMatchObject([{ code: 'BAD_CONFIG', severity: 'error' }])
    expect(issues[0]?.message).toContain('no such thing')
  })

  test('refuses a schema that is none, naming the type', () => {
    const type = defineNode({
      type: 'broken',
      summary: 'B.',
      config: { type: 'object', properties: { a: { type: 'nummer' } } } as unknown as ConfigSchema,
      create: () => ({}),
    })
    expect(() => compileConfigCheck(type)).toThrow(
      expect.objectContaining({ code: 'BAD_NODE_TYPE', message: expect.stringContaining('broken') }),
    )
  })

  test('makes the check of a type once', () => {
    const checks = createConfigChecks()
    const type = defineNode({
      type: 'once',
      summary: 'O.',
      config: { type: 'object', properties: {} },
      create: () => ({}),
    })
    expect(checks(type)).toBe(checks(type))
  })

  test('keeps a field called __proto__ from changing anything', () => {
    const raw = JSON.parse(
      '{"id":"a","type":"one","headers":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}',
    ) as object
    const { config } = checkOne({ headers: { type: 'object', default: {} } }, raw)
    expect((config as { polluted?: unknown }).polluted).toBeUndefined()
    expect((config.headers as { polluted?: unknown }).polluted).toBeUndefined()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
