import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createSandbox } from '../../runtime/sandbox/create-sandbox.js'
import type { Sandbox } from '../../runtime/sandbox/sandbox.js'
import { crashes, memory, poison, poisonCheck, stalls } from './corpus/index.js'
import { richMessage, tryReceive } from './corpus/run-payload.js'
import { type FunctionUnderTest, makeFunction } from './function-node.js'

const limitMs = 300
const silent = { log() {}, info() {}, debug() {}, warn() {}, error() {}, table() {} } as unknown as Console

let sandbox: Sandbox
let bystander: FunctionUnderTest

beforeAll(async () => {
  sandbox = createSandbox({ level: 'contained', console: silent, defaultTimeoutMs: limitMs, memoryMb: 256 })
  bystander = await makeFunction(sandbox, 'msg.payload = "answered"; return msg')
})
afterAll(() => sandbox.close())

/** How long another function takes to answer, over a few turns of the event loop, in milliseconds. */
async function longestWait(turns: number): Promise<number> {
  let longest = 0
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 2))
    bystander.sent.length = 0
    await bystander.receive({ payload: 'asked' })
    expect(bystander.sent).toMatchObject([{ payload: 'answered' }])
    longest = Math.max(longest, performance.now() - start)
  }
  return longest
}

async function runHarm(code: string, turns: number): Promise<number> {
  const harmful = await makeFunction(sandbox, code)
  const start = performance.now()
  await tryReceive(harmful, richMessage())
  const first = performance.now() - start
  const wait = await longestWait(turns)
  await harmful.made.close()
  return Math.max(first, wait)
}

describe('contained keeps functions apart', () => {
  for (const { name, code } of poison) {
    test(`against ${name}`, async () => {
      const harmful = await makeFunction(sandbox, code, { id: 'harmful' })
      await tryReceive(harmful, richMessage())
      const next = await makeFunction(sandbox, poisonCheck)
      await next.receive({ payload: 1 })
      expect(next.sent).toMatchObject([{ payload: 'clean' }])
      expect(Reflect.get({}, 'polluted')).toBeUndefined()
      await harmful.made.close()
      await next.made.close()
    })
  }
})

describe('contained stops what does not end', () => {
  for (const { name, code } of stalls) {
    test(`such as ${name}`, async () => {
      expect(await runHarm(code, 6)).toBeLessThan(limitMs + 1000)
    })
  }
})

describe('contained outlives', () => {
  for (const { name, code } of crashes) {
    test(name, async () => {
      const stray = vi.fn()
      process.on('unhandledRejection', stray)
      process.on('uncaughtExceptionMonitor', stray)
      await runHarm(code, 5)
      process.off('unhandledRejection', stray)
      process.off('uncaughtExceptionMonitor', stray)
      expect(stray).not.toHaveBeenCalled()
    })
  }
})

describe('contained limits memory', () => {
  for (const { name, code } of memory) {
    test(`against ${name}`, async () => {
      await runHarm(code, 3)
    })
  }
})
