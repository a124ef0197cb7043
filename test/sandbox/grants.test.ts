import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../runtime/index.js'
import type { LoadOptions } from '../../runtime/options.js'
import { makeFolder } from '../helpers/make-folder.js'
import { recordFlow } from '../helpers/record-flow.js'

const packages = {
  'node_modules/of-commons/package.json': { name: 'of-commons', main: 'main.js' },
  'node_modules/of-commons/main.js': 'module.exports = { double: (n) => 2 * n }',
  'node_modules/of-modules/package.json': { name: 'of-modules', type: 'module', exports: './main.js' },
  'node_modules/of-modules/main.js': 'export const triple = (n) => 3 * n',
}

const flowOf = (func: string, fields: object = {}) => [
  { id: 'tab', type: 'tab', label: 'Flow' },
  { id: 'f', type: 'function', z: 'tab', x: 1, y: 1, func, outputs: 1, ...fields, wires: [['r']] },
]
const withRecord = (flow: object[]) => [...flow, { id: 'r', type: 'record', z: 'tab', wires: [] }] as never

async function problemsOf(flow: object[], options: LoadOptions): Promise<string[]> {
  const { problems } = await checkFlow(
    flow.map((entry) => ({ ...entry, wires: [] })),
    options,
  )
  return problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`)
}

const asks = (module: string) => flowOf('msg.payload = lib; return msg', { libs: [{ var: 'lib', module }] })

describe('modules that functions are given', () => {
  test.each([
    { name: 'CommonJS', module: 'of-commons', func: 'msg.payload = lib.double(4); return msg', expected: 8 },
    {
      name: 'ES modules',
      module: 'of-modules',
      func: 'msg.payload = lib.triple(4); return msg',
      expected: 12,
    },
    {
      name: 'built-in',
      module: 'node:path',
      func: 'msg.payload = lib.basename("/a/b"); return msg',
      expected: 'b',
    },
  ])('are $name, from the user’s folder', async ({ module, func, expected }) => {
    const userDir = await makeFolder(packages)
    const flow = withRecord(flowOf(func, { libs: [{ var: 'lib', module }] }))
    const recorded = await recordFlow(flow, { userDir, settings: { functionExternalModules: true } })
    await recorded.send('f')
    await recorded.recorded(1)
    expect(recorded.payloads()).toEqual([expected])
    const said = recorded.logged.filter(({ message }) => message.includes('HOST_ACCESS'))
    expect(said.map(({ level }) => level)).toEqual(['warn'])
    expect(said[0]?.message).toContain(`"${module}"`)
  })

  test.each([
    { name: 'not granted', sandbox: 'contained', settings: {}, expected: 'error BAD_FUNCTION' },
    {
      name: 'switched off',
      sandbox: 'trusted',
      settings: { functionExternalModules: false },
      expected: 'error BAD_FUNCTION',
    },
    {
      name: 'granted',
      sandbox: 'contained',
      settings: { functionExternalModules: true },
      expected: 'warning HOST_ACCESS',
    },
  ] as const)('that are $name are a problem of check', async ({ sandbox, settings, expected }) => {
    expect(await problemsOf(asks('fs'), { sandbox, settings })).toEqual([expect.stringContaining(expected)])
  })

  test('that are not granted keep the flow from running', async () => {
    await expect(recordFlow(withRecord(asks('fs')))).rejects.toMatchObject({ code: 'BAD_FUNCTION' })
  })

  test('are no matter of check where functions reach the host anyway', async () => {
    expect(await problemsOf(asks('fs'), { sandbox: 'trusted' })).toEqual([])
  })
})

describe('objects of functionGlobalContext', () => {
  const settings = { functionGlobalContext: { clock: { now: () => 7 }, limits: { most: 3 } } }

  test('are given to functions by reference, which is said', async () => {
    const flow = withRecord(flowOf('msg.payload = global.get("clock").now(); return msg'))
    const recorded = await recordFlow(flow, { settings })
    await recorded.send('f')
    await recorded.recorded(1)
    expect(recorded.payloads()).toEqual([7])
    expect(recorded.logged.map(({ message }) => message).join()).toMatch(/HOST_ACCESS.*"clock"/)
  })

  test('that are data give no power', async () => {
    expect(await problemsOf(flowOf('return global.get("limits.most")'), { settings })).toEqual([])
  })

  test('that no function names are not said', async () => {
    expect(await problemsOf(flowOf('return global.get("other")'), { settings })).toEqual([])
  })
})
