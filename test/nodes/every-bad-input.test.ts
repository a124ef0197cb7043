import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkFlow, createRuntime } from '../../runtime/index.js'
import { type BuiltInType, loadBuiltInTypes } from '../helpers/built-in-types.js'
import { makeNastyMessages } from '../helpers/nasty-messages.js'
import { createRecordType, type FlowEntry, type RecordedFlow } from '../helpers/record-flow.js'

const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Messages end there, as its page says. */
const endsAll = 'unknown'

const types = (await loadBuiltInTypes()).filter(
  ({ name, type }) => name !== endsAll && (type.hasInput ?? !type.isConfig),
)

test.each(types)('$name is done with what it cannot work with, fails on it or keeps it', async (builtIn) => {
  const { example = [] } = builtIn.type.help ?? {}
  const variants = await variantsOf(builtIn)
  const records: RecordedFlow['records'] = []
  const runtime = createRuntime({
    flow: [...example, ...variants.flatMap(watchNode)],
    nodes: [createRecordType(records)],
    port: false,
    env: {},
    settings: { fileWorkingDirectory: folder },
    drainTimeoutMs: 150,
    log: () => {},
  })
  await runtime.start()
  for (const { id } of variants) {
    for (const [name, message] of Object.entries(makeNastyMessages())) {
      expect(runtime.inject(id, { ...message, given: `${id}: ${name}` })).toBe(true)
    }
  }
  const { dropped } = await runtime.stop()
  const settled = new Set(records.map(({ message }) => message.given))
  for (const { id } of variants) {
    const lost = Object.keys(makeNastyMessages()).filter((name) => !settled.has(`${id}: ${name}`))
    const kept = dropped.filter(({ node }) => node.id === id || node.id.startsWith(`${id}/`))
    const keptCount = kept.reduce((sum, { count }) => sum + count, 0)
    expect(lost.length, `${id} lost: ${lost.join(', ')}`).toBeLessThanOrEqual(keptCount)
  }
})

/** The node of the example, and that node with each other choice that one of its fields offers and a flow may have. */
async function variantsOf({ name, type }: BuiltInType): Promise<FlowEntry[]> {
  const { example = [] } = type.help ?? {}
  const entry = example.find((candidate) => candidate.type === name) as FlowEntry
  const fields = Object.entries(type.config.properties as Record<string, { enum?: unknown[] }>)
  const choices = fields.flatMap(([field, { enum: values = [] }]) =>
    values.map((value) => ({ ...entry, [field]: value, id: `${field} ${JSON.stringify(value)}` })),
  )
  const checks = await Promise.all(
    choices.map(async (choice) => (await checkFlow([...example, choice], { env: {} })).problems),
  )
  const allowed = choices.filter(
    ({ id }, index) => !checks[index]?.some(({ node, severity }) => severity === 'error' && node?.id === id),
  )
  return [{ ...entry, id: 'as it is' }, ...allowed]
}

/** A node, and who is told of what becomes of its messages. */
function watchNode(entry: FlowEntry): FlowEntry[] {
  const { id } = entry
  return [
    { ...entry, wires: [] },
    { id: `${id}/done`, type: 'complete', scope: [id], wires: [[`${id}/settled`]] },
    { id: `${id}/failed`, type: 'catch', scope: [id], wires: [[`${id}/settled`]] },
    { id: `${id}/settled`, type: 'record', wires: [] },
  ]
}
