import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInNodeTypes } from '../../nodes/index.js'
import { runMillrace } from '../helpers/fake-terminal.js'

let cwd: string

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'millrace-test-'))
  writeFileSync(
    join(cwd, 'pump.mjs'),
    `export default {
      type: 'pump',
      summary: 'Pumps.',
      outputs: 2,
      config: {
        type: 'object',
        required: ['place'],
        properties: {
          place: { type: 'string', description: 'Where it stands.' },
          speed: { type: 'number', minimum: 0, maximum: 9, default: 1, description: 'Turns a minute.' },
          mode: { type: 'string', enum: ['on', 'off', ''], default: 'on', description: 'Whether it pumps.' },
          valve: { type: 'string', configNode: 'valve', default: '', needed: true, description: 'Its valve.' },
          rules: {
            type: 'array',
            default: [],
            description: 'What to do.',
            items: { type: 'object', properties: { then: { type: ['string', 'number'], description: 'An output.' } } },
          },
        },
      },
      credentials: { pin: { type: 'password', description: 'The number to unlock it.' } },
      help: {
        details: 'As fast as it can.\\nOr slower.',
        reads: { payload: 'How much, in litres.' },
        sets: { pumped: 'How much it was, in litres.' },
        outputs: ['The message, once all is pumped.', 'The message, where the well is dry.'],
        example: [
          { id: 'p1', type: 'pump', place: 'a well, deep, in the yard behind the house', mode: 'on', rules: [{ then: 1 }, { then: 2 }], wires: [[], []] },
        ],
      },
      create: () => ({}),
    }`,
  )
  writeFileSync(join(cwd, 'bad.mjs'), 'throw new Error("no pump here")')
})

afterAll(() => {
  rmSync(cwd, { recursive: true, force: true })
})

describe('millrace nodes', () => {
  test('lists every type with its summary, in groups, within 80 columns', async () => {
    const { code, stdout, stderr } = await runMillrace(['nodes', '--nodes', 'pump.mjs'], { cwd })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const type of Object.keys(builtInNodeTypes)) expect(stdout).toMatch(new RegExp(`^  ${type}  `, 'm'))
    expect(stdout).toMatch(/^user\n {2}pump {2}Pumps\.$/m)
    expect(stdout.indexOf('common\n')).toBe(0)
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  test('explains one', async () => {
    const { code, stdout } = await runMillrace(['nodes', 'pump', '--nodes', 'pump.mjs'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toBe(`pump (user)

Pumps.

As fast as it can.
Or slower.

Has an input and 2 outputs.

Reads of the message
  msg.payload
      How much, in litres.

Sets in the message
  msg.pumped
      How much it was, in litres.

Sends
  1  The message, once all is pumped.
  2  The message, where the well is dry.

Fields
  place  text, required
      Where it stands.
  speed  number, 0 to 9, default 1
      Turns a minute.
  mode  one of on off "", default "on"
      Whether it pumps.
  valve  id of a valve node, required
      Its valve.
  rules  list of object, default []
      What to do.
      then  text or number
          An output.

Secrets, from a credentials file
  pin  password
      The number to unlock it.

Example, as a flow file
  [
    { "id": "p1", "type": "pump",
      "place": "a well, deep, in the yard behind the house", "mode": "on",
      "rules": [{ "then": 1 }, { "then": 2 }], "wires": [[], []] }
  ]

From pump.mjs
`)
  })

  test('explains every built-in type within 80 columns', async () => {
    for (const type of Object.keys(builtInNodeTypes)) {
      const { code, stdout } = await runMillrace(['nodes', type])
      expect({ type, code }).toEqual({ type, code: 0 })
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    }
  })

  test('gives the same to programs', async () => {
    const list = await runMillrace(['nodes', '--format', 'json', '--nodes', 'pump.mjs'], { cwd })
    expect(JSON.parse(list.stdout)).toHaveLength(Object.keys(builtInNodeTypes).length + 1)
    const one = await runMillrace(['nodes', 'pump', '--format', 'json', '--nodes', 'pump.mjs'], { cwd })
    expect(JSON.parse(one.stdout)).toMatchObject({
      type: 'pump',
      category: 'user',
      outputs: 2,
      hasInput: true,
      help: { reads: { payload: 'How much, in litres.' } },
    })
  })

  test('names the nearest type for one that there is not', async () => {
    const { code, stderr } = await runMillrace(['nodes', 'pmup', '--nodes', 'pump.mjs'], { cwd })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'millrace: no node type is called "pmup". Did you mean "pump"?\n',
    })
  })

  test('tells what is wrong with a module, and lists the rest', async () => {
    const { code, stdout, stderr } = await runMillrace(
      ['nodes', '--nodes', 'bad.mjs', '--nodes', 'pump.mjs'],
      { cwd },
    )
    expect(code).toBe(1)
    expect(stderr).toBe(
      'bad.mjs:1:7: error BAD_NODE_TYPE\n    bad.mjs cannot be loaded: no pump here.\n    Mend the module, or leave it out.\n',
    )
    expect(stdout).toContain('pump')
  })
})
