import { describe, expect, test } from 'vitest'
import { readFlow } from '../../runtime/load/read-flow.js'

const fence = (text: string, info = 'json') => `\`\`\`${info}\n${text}\n\`\`\`\n`
const one = '[{"id":"a","type":"inject","z":"t","wires":[["b"]]},\n {"id":"b","type":"debug","z":"t"}]'
const two = '[{"id":"c","type":"inject","z":"u","wires":[[]]}]'
const read = (page: string, flow?: number) =>
  readFlow(page, flow === undefined ? { file: 'page.md' } : { file: 'page.md', flow })
const ids = (page: string, flow?: number) => read(page, flow).definitions.map(({ id }) => id)

describe('readFlow, of a Markdown page', () => {
  test.each([
    { name: 'behind front matter and prose', page: `---\ntitle: x\n---\n\n# X\n\nText:\n\n${fence(one)}` },
    { name: 'without an info text', page: fence(one, '') },
    { name: 'with another info text', page: fence(one, 'js title="flow.json"') },
    {
      name: 'between other code',
      page: `${fence('npm install', 'sh')}${fence(one)}${fence('return 1', 'js')}`,
    },
    {
      name: 'beside JSON that is no flow',
      page: `${fence('{"access_token":"x"}')}${fence('[1,2]')}${fence(one)}`,
    },
    {
      name: 'beside a list of things with ids and types',
      page: `${fence('[{"id":"9","type":"user"}]')}${fence(one)}`,
    },
    { name: 'beside JSON that is left out in part', page: `${fence('{"a": 1, ...}')}${fence(one)}` },
    { name: 'beside a flow in a comment', page: `<!--\n${fence(two)}-->\n${fence(one)}` },
    { name: 'in an indented block', page: `Text:\n\n${one.replace(/^/gm, '    ')}\n` },
  ])('finds the flow $name', ({ page }) => {
    expect(read(page)).toMatchObject({ shape: 'page', problems: [] })
    expect(ids(page)).toEqual(['a', 'b'])
  })

  test('gives places in the page', () => {
    const page = `# X\r\n\r\n1. Text\r\n\r\n   ~~~ json\r\n   ${one.replace('\n', '\r\n   ')}\r\n   ~~~\r\n`
    const flow = read(page)
    expect(flow.definitions.map(({ line, column }) => [line, column])).toEqual([
      [6, 5],
      [7, 5],
    ])
    expect(flow.positionOf(flow.definitions[0]!, 'wires')).toEqual({ line: 6, column: 39 })
  })

  test('joins several flows, or takes the one that is named', () => {
    const page = fence(one) + fence(two)
    expect(ids(page)).toEqual(['a', 'b', 'c'])
    expect(ids(page, 1)).toEqual(['a', 'b'])
    expect(ids(page, 2)).toEqual(['c'])
    expect(read(page, 3).problems).toMatchObject([{ code: 'BAD_ARGUMENT', severity: 'error' }])
    expect(read(page, 0).problems).toMatchObject([{ code: 'BAD_ARGUMENT' }])
  })

  test('makes a node once that two flows share', () => {
    const config = '{"id":"k","type":"jwt-config","z":""}'
    const page =
      fence(`[${config},{"id":"a","type":"x","z":"t"}]`) + fence(`[{"id":"b","type":"x","z":"t"},${config}]`)
    expect(ids(page)).toEqual(['k', 'a', 'b'])
    expect(read(page).problems).toMatchObject([{ code: 'DUPLICATE_ID', severity: 'warning' }])
  })

  test('refuses two flows that give one id to different nodes, and offers to choose', () => {
    const { problems } = read(fence(one) + fence(one.replace('inject', 'http in')))
    expect(problems[0]).toMatchObject({ code: 'DUPLICATE_ID', severity: 'error', node: { id: 'a' } })
    expect(problems[0]?.remedy).toContain('--flow')
  })

  test('says where a flow in the page is not JSON', () => {
    const { problems } = read(`# X\n\n${fence(two)}${fence(one.replace('"debug"', "'debug'"))}`)
    expect(problems).toMatchObject([{ code: 'NOT_JSON', line: 8, column: 19, file: 'page.md' }])
  })

  test('says why there is no flow in a page whose only JSON is broken', () => {
    expect(read(fence('[{"id":"a","type":"comment",}]')).problems).toMatchObject([
      { code: 'NOT_JSON', line: 2 },
    ])
  })

  test.each([
    { name: 'no code', page: '# X\n\nText.' },
    { name: 'an empty page', page: '' },
    { name: 'only other code', page: fence('{"a":1}') + fence('x = 1', 'py') },
  ])('says that there is no flow: $name', ({ page }) => {
    expect(read(page).problems).toMatchObject([{ code: 'NO_FLOW_IN_PAGE', severity: 'error', line: 0 }])
  })

  test.each([
    { name: 'a page on standard input', file: '<stdin>', text: `Text\n\n${fence(one)}`, shape: 'page' },
    {
      name: 'a page that starts with a link',
      file: '<stdin>',
      text: `[home](x)\n\n${fence(one)}`,
      shape: 'page',
    },
    { name: 'JSON on standard input', file: '<stdin>', text: one, shape: 'array' },
    { name: 'JSON in a file of any name', file: 'flow.md', text: one, shape: 'array' },
  ])('tells $name by what it holds', ({ file, text, shape }) => {
    const flow = readFlow(text, { file })
    expect(flow).toMatchObject({ shape, problems: [] })
    expect(flow.definitions).toHaveLength(2)
  })

  test('takes broken JSON on standard input for JSON', () => {
    expect(readFlow('[{"id":"a",]', { file: '<stdin>' }).problems).toMatchObject([
      { code: 'NOT_JSON', column: 12 },
    ])
  })

  test('does not look for a page in a .json file', () => {
    expect(readFlow(fence(one), { file: 'flow.json' }).problems).toMatchObject([{ code: 'NOT_JSON' }])
  })
})
