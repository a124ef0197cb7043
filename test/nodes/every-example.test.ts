import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { checkFlow, createRuntime } from '../../runtime/index.js'
import { loadBuiltInTypes } from '../helpers/built-in-types.js'

const types = await loadBuiltInTypes()

/** For what the examples write. */
const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A node of this type is always worth a warning. */
const warnsAlways = 'unknown'

describe.each(types)('the example of $name', ({ name, type }) => {
  const flow = type.help?.example ?? []

  test('has no problems', async () => {
    const { problems } = await checkFlow(flow, { env: {} })
    const expected = name === warnsAlways ? ['warning'] : []
    expect(problems.map(({ severity }) => severity)).toEqual(expected)
  })

  test('runs: where it is injected into, something is shown', async () => {
    const shown: string[] = []
    const faults: string[] = []
    const runtime = createRuntime({
      flow,
      port: false,
      env: {},
      settings: { fileWorkingDirectory: folder },
      drainTimeoutMs: 100,
      log({ level, message, node }) {
        if (level === 'error') faults.push(message)
        if (node?.type === 'debug') shown.push(message)
      },
    })
    onTestFinished(() => runtime.stop().then(() => {}))
    await runtime.start()
    for (const { id } of flow.filter((entry) => entry.type === 'inject')) {
      expect(runtime.inject(id, {})).toBe(true)
      await vi.waitFor(() => expect(shown).not.toEqual([]), 3000)
    }
    expect(faults).toEqual([])
  })
})
