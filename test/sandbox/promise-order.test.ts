import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { createSandbox } from '../../runtime/sandbox/create-sandbox.js'
import { makeFunction } from './function-node.js'

// As in Node-RED 4.1: what is returned is sent in a microtask of its own.
describe.each(['contained', 'trusted'] as const)('functions that use promises, in %s,', (level) => {
  test.each([
    {
      name: 'send in a callback of a settled promise before they return',
      body: 'Promise.resolve().then(() => node.send({ payload: 1 })); return { payload: 2 }',
      expected: [1, 2],
    },
    {
      name: 'send in the callback of a callback after that',
      body: 'Promise.resolve().then(() => {}).then(() => node.send({ payload: 1 })); return { payload: 2 }',
      expected: [2, 1],
    },
    {
      name: 'send in an async function that they do not wait for',
      body: '(async () => { await null; node.send({ payload: 1 }) })(); return { payload: 2 }',
      expected: [1, 2],
    },
    {
      name: 'send at once before all of these',
      body: 'Promise.resolve().then(() => node.send({ payload: 2 })); node.send({ payload: 1 }); return { payload: 3 }',
      expected: [1, 2, 3],
    },
    {
      name: 'send lists that they return',
      body: 'Promise.resolve().then(() => node.send({ payload: 1 })); return [[{ payload: 2 }, { payload: 3 }]]',
      expected: [1, 2, 3],
    },
  ])('$name', async ({ body, expected }) => {
    const sandbox = createSandbox({ level })
    const fn = await makeFunction(sandbox, body)
    await fn.receive({ payload: 0 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(fn.sent.map(({ payload }) => payload)).toEqual(expected)
    await sandbox.close()
  })

  test.each([
    { name: 'reactions without end', body: 'for (;;) await null' },
    { name: 'a loop after an await', body: 'await null; for (;;) {}' },
  ])('are stopped in $name by a program that follows asynchronous work', async ({ body }) => {
    const sandbox = createSandbox({ level, defaultTimeoutMs: 100 })
    const fn = await makeFunction(sandbox, body)
    const storage = new AsyncLocalStorage<string>()
    await storage.run('followed', async () => {
      for (let times = 0; times < 2; times++) {
        await expect(fn.receive({})).rejects.toMatchObject({ code: 'NODE_TIMEOUT' })
        expect(storage.getStore()).toBe('followed')
      }
    })
    await sandbox.close()
  })
})
