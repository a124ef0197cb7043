import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkFlow, createRuntime, type LogEntry, type Runtime } from '../../runtime/index.js'
import type { RuntimeOptions } from '../../runtime/options.js'

const flowOf = (func: string) => [
  { id: 't', type: 'tab' },
  { id: 'in', type: 'http in', z: 't', x: 1, y: 1, url: '/x', method: 'post', wires: [['f']] },
  { id: 'f', type: 'function', z: 't', x: 1, y: 1, func, outputs: 1, wires: [['out']] },
  { id: 'out', type: 'http response', z: 't', x: 1, y: 1, wires: [] },
]
const echo = flowOf('msg.payload = { got: msg.payload, query: msg.req.query }; return msg')

async function start(
  options: Partial<RuntimeOptions> = {},
): Promise<{ runtime: Runtime; logged: LogEntry[] }> {
  const logged: LogEntry[] = []
  const runtime = createRuntime({
    flow: echo,
    port: 0,
    ...options,
    sandbox: 'process',
    log: (entry) => void logged.push(entry),
  })
  onTestFinished(() => runtime.stop().then(() => {}))
  await runtime.start()
  return { runtime, logged }
}

async function post(url: string | undefined, body: object): Promise<unknown> {
  const response = await fetch(`${url}/x?q=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

describe('createRuntime with the sandbox "process"', () => {
  test('starts, serves, tells its endpoints and stops', async () => {
    const { runtime } = await start()
    expect(runtime.endpoints).toEqual([{ method: 'POST', path: '/x', node: 'in' }])
    expect(await post(runtime.url, { a: 1 })).toEqual({ got: { a: 1 }, query: { q: '1' } })
    expect(await runtime.stop()).toEqual({ dropped: [], unanswered: 0 })
    expect(runtime.url).toBeUndefined()
    await runtime.start()
    expect(await post(runtime.url, {})).toMatchObject({ got: {} })
  })

  test('deploys, and goes on with the running flow where the new one is refused', async () => {
    const { runtime } = await start()
    const { url } = runtime
    expect(await runtime.deploy(flowOf('msg.payload = { new: true }; return msg'))).toMatchObject({
      started: 1,
    })
    expect(await post(url, {})).toEqual({ new: true })
    await expect(runtime.deploy(flowOf('return ]'))).rejects.toMatchObject({ code: 'BAD_FUNCTION' })
    await expect(
      runtime.deploy([{ id: 'e', type: 'exec', z: '', command: 'ls', wires: [] }]),
    ).rejects.toMatchObject({ code: 'NOT_GRANTED' })
    expect(await post(url, {})).toEqual({ new: true })
  })

  test('injects, and hands over the log with what debug nodes show', async () => {
    const flow = [
      { id: 't', type: 'tab' },
      {
        id: 'f',
        type: 'function',
        z: 't',
        x: 1,
        y: 1,
        func: 'node.error("bad", msg); return msg',
        outputs: 1,
        wires: [['d']],
      },
      { id: 'd', type: 'debug', z: 't', x: 1, y: 1, active: true, complete: 'payload', wires: [] },
    ]
    const { runtime, logged } = await start({ flow, port: false })
    expect(runtime.inject('none', {})).toBe(false)
    expect(runtime.inject('f', { payload: Buffer.from('abc') })).toBe(true)
    for (let look = 0; look < 100 && !logged.some(({ debug }) => debug); look++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(Buffer.from(logged.find(({ debug }) => debug)?.debug?.value as Buffer).toString()).toBe('abc')
    expect(logged.find(({ level }) => level === 'error')?.message).toContain('bad')
  })

  test('serves inside a program’s own server', async () => {
    const { runtime } = await start({ port: false })
    expect(runtime.url).toBeUndefined()
    const server = createServer((request, response) => runtime.handler(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await post(url, { b: 2 })).toEqual({ got: { b: 2 }, query: { q: '1' } })
    expect((await fetch(`${url}/none`)).status).toBe(404)
  })

  test('refuses options that another process cannot have', async () => {
    const settings = { functionGlobalContext: { call: () => 1 } }
    await expect(start({ settings })).rejects.toMatchObject({ code: 'BAD_ARGUMENT' })
  })

  test('checks flows in a process of their own', async () => {
    const { problems, endpoints, flowFile } = await checkFlow(flowOf('return ]'), { sandbox: 'process' })
    expect(problems.map(({ code }) => code)).toEqual(['BAD_FUNCTION'])
    expect([endpoints.length, flowFile.definitions.length]).toEqual([1, 4])
  })

  test('tells of a flow that cannot run', async () => {
    await expect(start({ flow: flowOf('return ]') })).rejects.toMatchObject({
      code: 'BAD_FUNCTION',
      name: 'FlowRefusedError',
    })
    await expect(start({ flow: 'none.json' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})
