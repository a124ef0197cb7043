import { expect, test } from 'vitest'
import { corpus } from './corpus/corpus-flow.js'
import { MillraceTarget } from './corpus/millrace-target.js'
import { NodeRedTarget } from './corpus/node-red-target.js'
import { type Harm, tryCorpus } from './corpus/try-corpus.js'

const limitMs = 400
const kinds = Object.keys(corpus) as Array<keyof typeof corpus>

/** The table of README: what of the corpus does harm, by kind, in Node-RED and in Millrace. */
test('the corpus does harm in Node-RED, and none in Millrace', { timeout: 5_400_000 }, async () => {
  const columns: Record<string, Harm[]> = {}
  const targets = {
    'Node-RED': new NodeRedTarget(),
    contained: new MillraceTarget('contained', limitMs),
    process: new MillraceTarget('process', limitMs),
  }
  for (const [name, target] of Object.entries(targets)) {
    await target.restart()
    columns[name] = await tryCorpus(target, kinds, limitMs)
    await target.stop()
  }
  console.log(formatTable(columns))
  expect(columns['Node-RED']?.length).toBeGreaterThan(50)
  expect([columns.contained, columns.process]).toEqual([[], []])
})

function formatTable(columns: Record<string, Harm[]>): string {
  const names = Object.keys(columns)
  const rows = kinds.map((kind) => {
    const counts = names.map((name) => countOf(columns[name]?.filter((harm) => harm.kind === kind) ?? []))
    return `| ${kind} | ${corpus[kind].length} | ${counts.join(' | ')} |`
  })
  return [
    '',
    `| kind | tried | ${names.join(' | ')} |`,
    `|---|${'---|'.repeat(names.length + 1)}`,
    ...rows,
  ].join('\n')
}

function countOf(harms: readonly Harm[]): string {
  const parts = (['reached', 'poisoned', 'stopped', 'ended'] as const)
    .map((did) => ({ did, count: harms.filter((harm) => harm.did === did).length }))
    .filter(({ count }) => count > 0)
  return parts.length === 0 ? '0' : parts.map(({ did, count }) => `${count} ${did}`).join(', ')
}
