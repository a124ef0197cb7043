import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { errorCodes } from '../runtime/errors.js'
import { createRuntime, type Runtime } from '../runtime/index.js'
import { makeFolder } from './helpers/make-folder.js'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
let runtime: Runtime | undefined

afterEach(() => runtime?.stop())

test('the node type in README runs, typed configuration and all', async () => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const folder = await makeFolder({ 'greet.ts': code })
  runtime = createRuntime({
    flow: [
      { id: 'in', type: 'http in', url: '/greet', method: 'get', wires: [['name']] },
      {
        id: 'name',
        type: 'function',
        func: 'msg.payload = msg.req.query.name; return msg',
        wires: [['greet']],
      },
      { id: 'greet', type: 'greet', greeting: 'Hello', times: '2', wires: [['out']] },
      { id: 'out', type: 'http response', wires: [] },
    ],
    nodes: [join(folder, 'greet.ts')],
    port: 0,
  })
  await runtime.start()
  const answer = await fetch(`${runtime.url}/greet?name=Ada`)
  expect(await answer.text()).toBe('Hello, Ada! Hello, Ada!')
})

test('a wrong configuration of that node type is refused like any other', async () => {
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  const folder = await makeFolder({ 'greet.ts': code })
  const flow = [{ id: 'greet', type: 'greet', times: 'often', wires: [] }]
  runtime = createRuntime({ flow, nodes: [join(folder, 'greet.ts')], port: 0 })
  await expect(runtime.start()).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    problems: [{ node: { id: 'greet' }, message: expect.stringContaining('often') }],
  })
})

test('every folder of runtime/ stands in the table of parts', async () => {
  for (const part of [
    'load',
    'build',
    'start',
    'deliver',
    'message',
    'context',
    'sandbox',
    'http',
    'palette',
    'cli',
  ])
    expect(readme).toContain(`\`runtime/${part}\``)
})

test('every error code has a sentence that says what it means', () => {
  for (const [code, meaning] of Object.entries(errorCodes)) expect(meaning, code).toMatch(/^[A-Z].*\.$/)
})

test('README says of published packages what their table says', async () => {
  const table = await readFile(new URL('packages/TABLE.md', import.meta.url), 'utf8')
  const [, loaded, all, run] = /^(\d+) of (\d+) packages load .* and (\d+) run a flow/m.exec(table) ?? []
  expect(loaded).toBe(all)
  expect(readme).toContain(
    `Of ${all} such packages all load with all their node types, and ${run} run a flow`,
  )
})
