import { describe, expect, test } from 'vitest'
import csv from '../../nodes/parser/csv.js'
import { runNode, startNode } from '../helpers/run-node.js'

const modes = [{ spec: 'rfc' }, { spec: '' }]

const read = async (config: object, payload: string) =>
  (await runNode(csv, { multi: 'mult', ...config }, { payload }))[0]

describe.each(modes)('csv to objects, spec "$spec"', (mode) => {
  test.each([
    { name: 'numbers columns without names', text: '1,b,3', rows: [{ col1: 1, col2: 'b', col3: 3 }] },
    {
      name: 'takes names from the configuration',
      config: { temp: 'x,y' },
      text: '1,2',
      rows: [{ x: 1, y: 2 }],
    },
    {
      name: 'leaves out columns without name',
      config: { temp: 'x,,z' },
      text: '1,2,3',
      rows: [{ x: 1, z: 3 }],
    },
    { name: 'reads quoted names', config: { temp: '"a,b",c' }, text: '1,2', rows: [{ 'a,b': 1, c: 2 }] },
    {
      name: 'takes names from the first line',
      config: { hdrin: 'true' },
      text: 'a,b\n1,2\n3,4\n',
      rows: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    },
    {
      name: 'reads any line end',
      text: '1\r\n2\n3\r4',
      rows: [{ col1: 1 }, { col1: 2 }, { col1: 3 }, { col1: 4 }],
    },
    { name: 'leaves out empty lines', text: '\n1\n\n2\n', rows: [{ col1: 1 }, { col1: 2 }] },
    { name: 'skips lines', config: { skip: '2', hdrin: true }, text: '#\r\n#\r\na\r\n1', rows: [{ a: 1 }] },
    {
      name: 'leaves text as it is',
      config: { strings: 'false' },
      text: '1,"2"',
      rows: [{ col1: '1', col2: '2' }],
    },
    { name: 'reads quoted numbers', text: '1,"1.5",-2', rows: [{ col1: 1, col2: 1.5, col3: -2 }] },
    { name: 'leaves zeros and signs in front', text: '0123,+12', rows: [{ col1: '0123', col2: '+12' }] },
    {
      name: 'reads quotes, line ends and separators in quotes',
      text: '"a ""b""","c,\nd"',
      rows: [{ col1: 'a "b"', col2: 'c,\nd' }],
    },
    { name: 'leaves out empty cells', text: '1,"",3,,5', rows: [{ col1: 1, col3: 3, col5: 5 }] },
    {
      name: 'keeps empty texts when asked',
      config: { include_empty_strings: true },
      text: '1,"",3,,5',
      rows: [{ col1: 1, col2: '', col3: 3, col5: 5 }],
    },
    {
      name: 'keeps nulls when asked',
      config: { include_null_values: true },
      text: ',"",3,,5',
      rows: [{ col1: null, col3: 3, col4: null, col5: 5 }],
    },
    { name: 'reads tabulators', config: { sep: '\\t' }, text: 'a\tb,c', rows: [{ col1: 'a', col2: 'b,c' }] },
    {
      name: 'takes an empty separator for a comma',
      config: { sep: '' },
      text: 'a,b',
      rows: [{ col1: 'a', col2: 'b' }],
    },
    {
      name: 'reads separators of several characters',
      config: { sep: '||' },
      text: 'a||b|c',
      rows: [{ col1: 'a', col2: 'b|c' }],
    },
    { name: 'keeps the cells of longer rows', text: '1\n2,3', rows: [{ col1: 1 }, { col1: 2, col2: 3 }] },
    {
      name: 'reads a column called __proto__',
      config: { temp: '__proto__,b' },
      text: 'x,1',
      rows: [
        Object.fromEntries([
          ['__proto__', 'x'],
          ['b', 1],
        ]),
      ],
    },
    { name: 'gives no rows for an empty text', text: '', rows: [] },
  ])('$name', async ({ config = {}, text, rows }) => {
    expect((await read({ ...mode, ...config }, text))?.payload).toEqual(rows)
  })

  test('says the columns in msg.columns', async () => {
    expect((await read({ ...mode, hdrin: true, sep: ';' }, '"a,b";c;;d\n1;2;3;4'))?.columns).toBe('"a,b",c,d')
  })

  test('sends a message for each row', async () => {
    const sent = await runNode(csv, { ...mode, hdrin: true }, { payload: 'a\n1\n2', _msgid: 'm', topic: 't' })
    expect(sent).toEqual([
      { _msgid: 'm', topic: 't', columns: 'a', payload: { a: 1 }, parts: { id: 'm', index: 0, count: 2 } },
      { _msgid: 'm', topic: 't', columns: 'a', payload: { a: 2 }, parts: { id: 'm', index: 1, count: 2 } },
    ])
  })

  const lines = (...texts: string[]) =>
    texts.map((payload, index) => ({ payload, parts: { id: 'p', index, count: texts.length } }))

  test('reads the lines of a sequence, one message a row', async () => {
    const sent = await runNode(csv, { ...mode, hdrin: true, skip: 1 }, lines('#', 'a,b', '1,2', '3,4'))
    expect(sent).toEqual([
      { columns: 'a,b', payload: { a: 1, b: 2 }, parts: { id: 'p', index: 0, count: 2 } },
      { columns: 'a,b', payload: { a: 3, b: 4 }, parts: { id: 'p', index: 1, count: 2 }, complete: true },
    ])
  })

  test('says that a sequence ended with a line that is no row', async () => {
    const sent = await runNode(csv, { ...mode }, lines('1', ''))
    expect(sent[1]).toEqual({ complete: true })
  })

  test('gathers the lines of sequences that come at the same time', async () => {
    const other = lines('x\n', '8\n', '9\n').map((each) => ({ ...each, parts: { ...each.parts, id: 'q' } }))
    const messages = lines('a', '1', '2').flatMap((each, index) => [each, other[index] ?? each])
    const sent = await runNode(csv, { ...mode, multi: 'mult' }, messages)
    expect(sent).toEqual([
      { columns: 'col1', payload: [{ col1: 'a' }, { col1: 1 }, { col1: 2 }] },
      { columns: 'col1', payload: [{ col1: 'x' }, { col1: 8 }, { col1: 9 }] },
    ])
  })

  test('gathers no more rows than the limit of the settings', async () => {
    const settings = { nodeMessageBufferMaxLength: 2 }
    const run = runNode(csv, { ...mode, multi: 'mult' }, lines('1', '2', '3'), { settings })
    await expect(run).rejects.toThrow('More than 2 rows')
  })

  test('reads texts of a sequence with several lines each by itself', async () => {
    const sent = await runNode(csv, { ...mode, multi: 'mult', hdrin: true }, lines('a\n1\n2', 'b\n3\n4'))
    expect(sent.map(({ payload }) => payload)).toEqual([
      [{ a: 1 }, { a: 2 }],
      [{ b: 3 }, { b: 4 }],
    ])
  })

  test('reads long runs of digits, quotes or separators in time that grows with its length', async () => {
    const length = 200_000
    const started = performance.now()
    await read(mode, `${'1'.repeat(length)}x`)
    await read(mode, '"'.repeat(length))
    await read({ ...mode, multi: 'mult' }, ','.repeat(length / 10))
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

test.each([
  { spec: 'rfc', text: 'a"b,"c"d,e"', row: { col1: 'a"b', col2: 'c"d', col3: 'e' } },
  { spec: '', text: 'a"b,"c', row: { col1: 'ab,c' } },
  { spec: 'rfc', text: '0x1F,1e3,-05', row: { col1: 31, col2: 1000, col3: '-05' } },
  { spec: '', text: '0x1F,1e3, 7 ', row: { col1: '0x1F', col2: 1000, col3: 7 } },
  { spec: 'rfc', text: '1', config: { strings: '' }, row: { col1: '1' } },
  { spec: 'rfc', text: '"open\n1,2', row: { col1: 'open\n1,2' } },
])('csv to objects, spec "$spec", reads $text its own way', async ({ spec, text, row, config = {} }) => {
  expect((await read({ spec, ...config }, text))?.payload).toEqual([row])
})

test('csv, spec "rfc", has null where a row is too short', async () => {
  const config = { spec: 'rfc', temp: 'a,b', include_null_values: true }
  expect((await read(config, '1'))?.payload).toEqual([{ a: 1, b: null }])
  expect((await read({ ...config, spec: '' }, '1'))?.payload).toEqual([{ a: 1 }])
})

describe.each(modes)('objects to csv, spec "$spec"', (mode) => {
  const write = (config: object, ...payloads: object[]) =>
    runNode(csv, { ...mode, ret: '\\n', ...config }, payloads as Array<Record<string, unknown>>)

  test.each([
    { name: 'a list of values as one row', payload: [1, 'b', true], text: '1,b,true\n' },
    { name: 'a list of lists', payload: [[1, 2], [3]], text: '1,2\n3\n' },
    { name: 'an object', config: { temp: 'b,a' }, payload: { a: 1, b: 2 }, text: '2,1\n' },
    {
      name: 'a list of objects',
      config: { temp: 'a,b' },
      payload: [{ a: 1, b: 2 }, { b: 3 }],
      text: '1,2\n,3\n',
    },
    {
      name: 'an empty cell for a column without name',
      config: { temp: 'a,,b' },
      payload: { a: 1, b: 2 },
      text: '1,,2\n',
    },
    {
      name: 'objects within as JSON',
      config: { temp: 'a' },
      payload: { a: { b: 1 } },
      text: '"{""b"":1}"\n',
    },
    {
      name: 'quotes where they are needed',
      payload: ['a,b', 'c"d', 'e\nf', ' g '],
      text: '"a,b","c""d","e\nf", g \n',
    },
    {
      name: 'the columns of the first object where none are set',
      payload: [{ a: 1, b: 'x' }, { b: 2 }],
      text: '1,x\n,2\n',
    },
    {
      name: 'names in front when asked',
      config: { hdrout: 'all' },
      payload: [{ a: 1, 'b,c': 2 }],
      text: 'a,"b,c"\n1,2\n',
    },
    {
      name: 'names in front as an old true',
      config: { hdrout: true, temp: 'a' },
      payload: { a: 1 },
      text: 'a\n1\n',
    },
    {
      name: 'no names for an old false',
      config: { hdrout: false, temp: 'a' },
      payload: { a: 1 },
      text: '1\n',
    },
    {
      name: 'another separator',
      config: { sep: ';', temp: 'a,b', hdrout: 'all' },
      payload: { a: 'x;', b: 'y,' },
      text: 'a;b\n"x;";y,\n',
    },
    { name: 'another line end', config: { ret: '\\r' }, payload: [[1], [2]], text: '1\r2\r' },
    { name: 'nothing but a line end for an empty list', payload: [], text: '\n' },
  ])('writes $name', async ({ config = {}, payload, text }) => {
    expect((await write(config, { payload }))[0]?.payload).toBe(text)
  })

  test('takes the columns from msg.columns', async () => {
    const [sent] = await write({ hdrout: 'all' }, { payload: { a: 1, b: 2, c: 3 }, columns: 'c,a' })
    expect(sent).toEqual({ payload: 'c,a\n3,1\n', columns: 'c,a' })
  })

  test('writes names once, and again after a reset', async () => {
    const sent = await write(
      { hdrout: 'once', temp: 'a' },
      { payload: { a: 1 } },
      { payload: { a: 2 } },
      { reset: true },
      { payload: { a: 3 } },
    )
    expect(sent.map(({ payload }) => payload)).toEqual(['a\n1\n', '2\n', 'a\n3\n'])
  })

  test('keeps the columns of the first message of a sequence', async () => {
    const part = (index: number, payload: object) => ({ payload, parts: { id: 'p', index, count: 2 } })
    const sent = await write({ hdrout: 'once' }, part(0, { a: 1, b: 2 }), part(1, { b: 4, a: 3 }))
    expect(sent.map(({ payload }) => payload)).toEqual(['a,b\n1,2\n', '3,4\n'])
  })

  test('ends lines as the mode does where nothing is set', async () => {
    expect((await write({ ret: '' }, { payload: [1] }))[0]?.payload).toBe(
      mode.spec === 'rfc' ? '1\r\n' : '1\n',
    )
  })

  const circle: Record<string, unknown> = {}
  circle.a = circle
  test.each([
    { name: 'a number', payload: 1, message: 'msg.payload is a number' },
    { name: 'null', payload: null, message: 'msg.payload is null' },
    { name: 'a Buffer', payload: Buffer.from('a'), message: 'a Buffer of 1 bytes' },
    { name: 'a row that is null', payload: [{ a: 1 }, null], message: 'Row 2 is null' },
    { name: 'a cycle', payload: circle, message: 'Row 1: "a" is an object that cannot be written' },
  ])('fails on $name', async ({ payload, message }) => {
    await expect(write({ temp: 'a' }, { payload })).rejects.toMatchObject({
      code: 'NODE_FAILED',
      message: expect.stringContaining(message),
    })
  })

  test('passes a message without payload', async () => {
    expect(await write({}, { topic: 't' })).toEqual([{ topic: 't' }])
  })
})

describe('csv, spec "rfc"', () => {
  test('refuses names that are no CSV', async () => {
    await expect(startNode(csv, { spec: 'rfc', temp: 'a,b"c' })).rejects.toMatchObject({
      code: 'BAD_CONFIG',
    })
    const saved = { ...emptyConfig, spec: 'rfc', temp: 'a,"b' } as const
    expect(csv.check?.(saved, { id: 'n', name: '' })).toMatchObject([
      { message: expect.stringContaining('never closed') },
    ])
  })

  test.each(['a"b,c\n1,2', '"a"b,c\n1,2'])('fails on the first line of %j', async (payload) => {
    await expect(runNode(csv, { spec: 'rfc', hdrin: true }, { payload })).rejects.toThrow('Bad CSV')
  })

  test('shows what it cannot convert as its state, until the next message', async () => {
    const node = await startNode(csv, { spec: 'rfc' })
    await expect(node.receive({ payload: 5 })).rejects.toThrow('msg.payload is')
    await node.receive({ payload: '1' })
    expect(node.statuses).toMatchObject([{}, { fill: 'red', shape: 'dot' }, {}])
    await node.close()
  })

  test('cuts lists to the columns', async () => {
    const [sent] = await runNode(csv, { spec: 'rfc', temp: 'a,,c', ret: '\\n' }, { payload: [[1, 2, 3, 4]] })
    expect(sent).toEqual({ payload: '1,,3\n', columns: 'a,c' })
  })
})

const emptyConfig = {
  name: '',
  sep: ',',
  skip: 0,
  hdrin: false,
  strings: true,
  include_empty_strings: false,
  include_null_values: false,
  multi: 'one',
  hdrout: 'none',
  ret: '',
} as const
