import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSandbox, type SandboxOptions } from '../../runtime/sandbox/create-sandbox.js'
import type { Sandbox } from '../../runtime/sandbox/sandbox.js'
import { makeFunction } from './function-node.js'

const limitMs = 200
const open: Sandbox[] = []

function openSandbox(options: Partial<SandboxOptions> = {}): Sandbox {
  const sandbox = createSandbox({ level: 'contained', defaultTimeoutMs: limitMs, ...options })
  open.push(sandbox)
  return sandbox
}

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
  process.removeAllListeners('SIGINT')
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** A loop is stopped, and the function goes on with the next message. */
async function expectToStopLoops(sandbox: Sandbox): Promise<void> {
  const fn = await makeFunction(sandbox, 'if (msg.loop) for (;;) {} return msg')
  await expect(fn.receive({ loop: true })).rejects.toMatchObject({ code: 'NODE_TIMEOUT' })
  await fn.receive({ payload: 'next' })
  expect(fn.sent).toMatchObject([{ payload: 'next' }])
}

const untilReady = () => new Promise((resolve) => setTimeout(resolve, 300))

describe('the watchdog', () => {
  test('stops loops by the signal', async () => {
    const sandbox = openSandbox()
    await untilReady()
    await expectToStopLoops(sandbox)
  })

  test('stops loops before its thread is up', async () => {
    await expectToStopLoops(openSandbox())
  })

  test('stops loops in a program that listens for SIGINT itself, and leaves its listener alone', async () => {
    const listener = vi.fn()
    process.on('SIGINT', listener)
    const sandbox = openSandbox()
    await untilReady()
    await expectToStopLoops(sandbox)
    expect(process.listeners('SIGINT')).toEqual([listener])
    expect(listener).not.toHaveBeenCalled()
  })

  test('stops loops where a listener for SIGINT came and went', async () => {
    const sandbox = openSandbox()
    await untilReady()
    const listener = () => {}
    process.on('SIGINT', listener)
    await expectToStopLoops(sandbox)
    process.off('SIGINT', listener)
    await expectToStopLoops(sandbox)
    await untilReady()
    await expectToStopLoops(sandbox)
  })

  test('stops loops where there are no signals', async () => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32')
    const sandbox = openSandbox()
    await expectToStopLoops(sandbox)
  })

  test('calls the listeners that it took over when someone else sends SIGINT, and gives them back', async () => {
    const listener = vi.fn()
    process.on('SIGINT', listener)
    const sandbox = openSandbox({ takesSigint: true })
    await untilReady()
    expect(process.listenerCount('SIGINT')).toBe(0)
    await expectToStopLoops(sandbox)
    expect(listener).not.toHaveBeenCalled()
    process.kill(process.pid, 'SIGINT')
    await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1), { timeout: 2000 })
    await sandbox.close()
    open.length = 0
    expect(process.listeners('SIGINT')).toEqual([listener])
  })

  test('loses no SIGINT of someone else, however soon it comes after another', async () => {
    let count = 0
    process.on('SIGINT', () => count++)
    const sandbox = openSandbox({ takesSigint: true })
    await untilReady()
    const fn = await makeFunction(sandbox, 'return msg')
    for (let sent = 1; sent <= 50; sent++) {
      process.kill(process.pid, 'SIGINT')
      while (count < sent) {
        // A call that it hits ends.
        await fn.receive({}).catch(() => {})
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    expect(count).toBe(50)
    await expectToStopLoops(sandbox)
  })

  test('watches over ten sandboxes at once', async () => {
    const sandboxes = Array.from({ length: 10 }, () => openSandbox())
    await untilReady()
    for (const sandbox of sandboxes) await expectToStopLoops(sandbox)
  })

  test('keeps sandboxes apart', async () => {
    const [one, other] = [openSandbox(), openSandbox()]
    const first = await makeFunction(one, 'shared = 1; return { payload: RED.util }')
    const second = await makeFunction(other, 'return { payload: typeof shared }')
    await first.receive({})
    await second.receive({})
    expect(second.sent).toMatchObject([{ payload: 'undefined' }])
    expect(one.realm).not.toBe(other.realm)
  })
})
