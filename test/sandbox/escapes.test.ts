import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSandbox } from '../../runtime/sandbox/create-sandbox.js'
import type { Sandbox } from '../../runtime/sandbox/sandbox.js'
import { escapes } from './corpus/index.js'
import { runEscape, runInOpenContext } from './corpus/run-payload.js'

/** Far longer than any takes, also on a busy machine: what is proven is what they reach, not how soon. */
const limitMs = 15_000

let sandbox: Sandbox

beforeAll(() => {
  const silent = { log() {}, info() {}, debug() {}, warn() {}, error() {}, table() {} } as unknown as Console
  sandbox = createSandbox({ level: 'contained', console: silent, settings: {}, defaultTimeoutMs: limitMs })
})
afterAll(() => sandbox.close())

test('the corpus holds at least a hundred ways out', () => {
  expect(new Set(escapes.map(({ name }) => name)).size).toBe(escapes.length)
  expect(escapes.length).toBeGreaterThanOrEqual(100)
})

for (const { name, code, reachesNodeRed } of escapes) {
  test(`contained holds against ${name}`, async () => {
    expect(await runEscape(sandbox, code)).toBe('contained')
  })

  test.runIf(reachesNodeRed)(`the probe reaches the host in an open context by ${name}`, async () => {
    expect(await runInOpenContext(code)).toBe(`REACHED ${process.pid}`)
  })
}
