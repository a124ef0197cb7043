import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MillraceTarget } from './corpus/millrace-target.js'
import { tryCorpus } from './corpus/try-corpus.js'

const limitMs = 400

describe.each(['contained', 'process'] as const)('millrace run, %s', (level) => {
  const target = new MillraceTarget(level, limitMs)

  beforeAll(() => target.restart(), 60_000)
  afterAll(() => target.stop())

  test('lets no payload reach the host', { timeout: 120_000 }, async () => {
    expect(await tryCorpus(target, ['escapes'], limitMs)).toEqual([])
  })

  test('lets no payload change what other functions see', { timeout: 120_000 }, async () => {
    expect(await tryCorpus(target, ['poison'], limitMs)).toEqual([])
  })

  for (const kind of ['stalls', 'crashes', 'memory'] as const) {
    test(`goes on answering whatever is tried: ${kind}`, { timeout: 300_000 }, async () => {
      expect(await tryCorpus(target, [kind], limitMs)).toEqual([])
    })
  }
})
