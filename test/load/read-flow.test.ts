import { describe, expect, test } from 'vitest'
import { readFlow } from '../../runtime/load/read-flow.js'

const read = (text: string, file = 'flows.json') => readFlow(text, { file })

describe('readFlow', () => {
  test.each([
    {
      name: 'a list of nodes',
      text: '[{"id":"a","type":"tab"},{"id":"b","type":"debug","z":"a"}]',
      shape: 'array',
    },
    {
      name: 'the admin API with a revision',
      text: '{"rev":"1","flows":[{"id":"a","type":"tab"},{"id":"b","type":"debug","z":"a"}]}',
      shape: 'flows-rev',
    },
    {
      name: 'the export of one flow',
      text: '{"id":"a","label":"A","nodes":[{"id":"b","type":"debug"}],"configs":[]}',
      shape: 'single-flow',
    },
    {
      name: 'a list behind a byte-order mark',
      text: '\ufeff[{"id":"a","type":"tab"},{"id":"b","type":"debug","z":"a"}]',
      shape: 'array',
    },
  ])('reads $name', ({ text, shape }) => {
    const flow = read(text)
    expect(flow.problems).toEqual([])
    expect(flow.shape).toBe(shape)
    expect(flow.definitions.map(({ id, type, z }) => [id, type, z])).toEqual([
      ['a', 'tab', ''],
      ['b', 'debug', 'a'],
    ])
  })

  test('reads what the admin API gives for the global flow, subflows included', () => {
    const text = `{"id":"global","configs":[{"id":"c","type":"mqtt-broker"}],"subflows":[
      {"id":"s","type":"subflow","name":"S","in":[],"out":[],"configs":[],"nodes":[{"id":"n","type":"change"}]}]}`
    const { definitions, problems } = read(text)
    expect(problems).toEqual([])
    expect(definitions.map(({ id, z }) => [id, z])).toEqual([
      ['c', ''],
      ['s', ''],
      ['n', 's'],
    ])
    expect(definitions[1]?.raw).not.toHaveProperty('nodes')
  })

  test('reads an empty list as a flow without nodes', () => {
    expect(read('[]')).toMatchObject({ definitions: [], problems: [] })
  })

  test('keeps what nodes say of themselves', () => {
    const node = {
      id: 'n',
      type: 'switch',
      z: 't',
      g: 'g',
      name: 'N',
      d: true,
      wires: [['x'], []],
      rules: [],
    }
    const [tab, definition] = read(
      JSON.stringify([{ id: 't', type: 'tab', label: 'T', disabled: true }, node]),
    ).definitions
    expect(tab).toMatchObject({ name: 'T', disabled: true, z: '' })
    expect(definition).toMatchObject({ g: 'g', name: 'N', disabled: true, wires: [['x'], []], raw: node })
  })

  test.each([
    { name: 'line feeds', text: '[\n  {"id":"a","type":"x"},\n  {"id":"b","type":"y",\n   "wires":[]}\n]' },
    {
      name: 'CR LF',
      text: '[\r\n  {"id":"a","type":"x"},\r\n  {"id":"b","type":"y",\r\n   "wires":[]}\r\n]',
    },
    {
      name: 'a byte-order mark',
      text: '\ufeff[\n  {"id":"a","type":"x"},\n  {"id":"b","type":"y",\n   "wires":[]}\n]',
    },
    { name: 'tabs', text: '[\n\t {"id":"a","type":"x"},\n\t {"id":"b","type":"y",\n\t  "wires":[]}\n]' },
    {
      name: 'brackets and quotes in texts',
      text: '[\n  {"id":"a","type":"]}\\"[\\\\"},\n  {"id":"b","type":"y",\n   "wires":[]}\n]',
    },
  ])('keeps line and column of nodes and properties with $name', ({ text }) => {
    const flow = read(text)
    const [first, second] = flow.definitions
    expect(first).toMatchObject({ line: 2, column: 3 })
    expect(second).toMatchObject({ line: 3, column: 3 })
    expect(flow.positionOf(second!, 'wires')).toEqual({ line: 4, column: 4 })
    expect(flow.positionOf(second!, 'nothing')).toEqual({ line: 3, column: 3 })
  })

  test('counts columns in UTF-16 code units', () => {
    expect(read('[{"id":"😀","type":"x"}, {"id":"b","type":"y"}]').definitions[1]?.column).toBe(26)
  })

  test.each([
    { name: 'broken JSON', text: '[{"id":"a",}]', code: 'NOT_JSON', at: [1, 11] },
    { name: 'no text', text: '', code: 'NOT_JSON', at: [1, 1] },
    { name: 'prose', text: 'hello', code: 'NOT_JSON', at: [1, 1] },
    { name: 'a number', text: ' 5', code: 'NOT_A_FLOW', at: [1, 2] },
    { name: 'another object', text: '{"a":1}', code: 'NOT_A_FLOW', at: [1, 1] },
    { name: 'a list of other things', text: '[1,2]', code: 'NOT_A_FLOW', at: [1, 1] },
    {
      name: 'an entry that is no object',
      text: '[{"id":"a","type":"x"},\n7]',
      code: 'NOT_A_FLOW',
      at: [2, 1],
    },
    { name: 'a node without an id', text: '[{"type":"x"}]', code: 'NOT_A_FLOW', at: [1, 2] },
    { name: 'a node whose id is a number', text: '[{"id":1,"type":"x"}]', code: 'NOT_A_FLOW', at: [1, 2] },
    { name: 'a node without a type', text: '[{"id":"a"}]', code: 'NOT_A_FLOW', at: [1, 2] },
    {
      name: 'wires that are no lists',
      text: '[{"id":"a","type":"x","wires":["b"]}]',
      code: 'BAD_CONFIG',
      at: [1, 23],
    },
    {
      name: 'wires to numbers',
      text: '[{"id":"a","type":"x","wires":[[1]]}]',
      code: 'BAD_CONFIG',
      at: [1, 23],
    },
    {
      name: 'a group without a list',
      text: '[{"id":"a","type":"group","nodes":"b"}]',
      code: 'BAD_CONFIG',
      at: [1, 27],
    },
    {
      name: 'a subflow with wrong ends',
      text: '[{"id":"a","type":"subflow","in":[{"wires":[5]}]}]',
      code: 'BAD_CONFIG',
      at: [1, 29],
    },
    {
      name: 'an environment without names',
      text: '[{"id":"a","type":"tab","env":[{}]}]',
      code: 'BAD_CONFIG',
      at: [1, 25],
    },
    {
      name: 'a secret that is no object',
      text: '[{"id":"a","type":"x","credentials":"pw"}]',
      code: 'BAD_CONFIG',
      at: [1, 23],
    },
  ])('refuses $name, and says where', ({ text, code, at }) => {
    const { problems } = read(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      code,
      severity: 'error',
      line: at[0],
      column: at[1],
      file: 'flows.json',
    })
    expect(JSON.stringify(problems)).not.toContain('pw')
  })

  test('goes on after a node that is wrong', () => {
    const { definitions, problems } = read(
      '[{"type":"x"},{"id":"a","type":"x","wires":5},{"id":"b","type":"y"}]',
    )
    expect(problems).toHaveLength(2)
    expect(definitions.map(({ id, wires }) => [id, wires])).toEqual([
      ['a', []],
      ['b', []],
    ])
  })

  test('names both places of an id that two nodes have, and keeps the first', () => {
    const { definitions, problems } = read('[{"id":"a","type":"x"},\n{"id":"a","type":"y"}]')
    expect(problems).toMatchObject([
      { code: 'DUPLICATE_ID', line: 2, column: 1, node: { id: 'a', type: 'y' } },
    ])
    expect(problems[0]?.message).toContain('1:2')
    expect(definitions.map(({ type }) => type)).toEqual(['x'])
  })

  test('warns of a property that is written twice', () => {
    const { problems, definitions } = read('[{"id":"a","type":"x",\n"func":"1",\n"func":"2"}]')
    expect(problems).toMatchObject([{ code: 'DUPLICATE_FIELD', severity: 'warning', line: 3, column: 1 }])
    expect(definitions[0]?.raw.func).toBe('2')
  })

  test('takes secrets out of the nodes, and joins them with those beside the nodes', () => {
    const flow = read(
      '{"flows":[{"id":"a","type":"x","credentials":{"user":"u"}}],"credentials":{"a":{"user":"v","password":"p"}}}',
    )
    expect(flow.credentials).toEqual({ a: { user: 'u', password: 'p' } })
    expect(flow.definitions[0]?.raw).not.toHaveProperty('credentials')
    expect(read('{"flows":[],"credentials":{"$":"abc"}}').encryptedCredentials).toBe('abc')
  })

  test('reads nodes with the names of built-in properties as any other', () => {
    const { definitions, credentials } = read(
      '[{"id":"__proto__","type":"constructor","credentials":{"a":"b"}}]',
    )
    expect(definitions[0]?.id).toBe('__proto__')
    expect(Object.entries(credentials)).toEqual([['__proto__', { a: 'b' }]])
  })

  test('says that a file holds only one flow', () => {
    expect(readFlow('[]', { file: 'flows.json', flow: 2 }).problems).toMatchObject([{ code: 'BAD_ARGUMENT' }])
    expect(readFlow('[]', { file: 'flows.json', flow: 1 }).problems).toEqual([])
  })

  test('reads 10,000 nodes in time proportional to 1,000', () => {
    const text = (count: number) =>
      JSON.stringify(
        Array.from({ length: count }, (_, id) => ({ id: `n${id}`, type: 'x', wires: [[`n${id + 1}`]] })),
        null,
        4,
      )
    const measure = (count: number) => {
      const flow = text(count)
      const start = performance.now()
      expect(read(flow).definitions).toHaveLength(count)
      return performance.now() - start
    }
    measure(1000)
    const small = Math.max(5, measure(1000))
    expect(measure(10_000)).toBeLessThan(small * 50)
  })
})
