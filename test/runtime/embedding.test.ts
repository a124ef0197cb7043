import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { createRuntime, type Runtime } from '../../runtime/index.js'

const flow = [
  { id: 'in', type: 'http in', url: '/hello/:name?', method: 'get', wires: [['f']] },
  {
    id: 'f',
    type: 'function',
    func: 'msg.payload = "hello " + msg.req.params.name; return msg',
    wires: [['out']],
  },
  { id: 'out', type: 'http response', wires: [] },
]

async function start(): Promise<Runtime> {
  const runtime = createRuntime({ flow, port: false, env: {}, log: () => {} })
  onTestFinished(() => runtime.stop().then(() => {}))
  await runtime.start()
  return runtime
}

async function serve(listener: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(listener)
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('the handler serves the flow under an Express application, which goes on where no route matches', async () => {
  const runtime = await start()
  const app = express()
  app.use('/flows', runtime.handler)
  app.use((_, response) => void response.status(404).send('the application'))
  const url = await serve(app)
  expect(await (await fetch(`${url}/flows/hello/ada`)).text()).toBe('hello ada')
  expect(await (await fetch(`${url}/flows/nothing`)).text()).toBe('the application')
  expect(runtime.url).toBeUndefined()
})

test('the handler serves a plain server of Node.js', async () => {
  const url = await serve((await start()).handler)
  expect(await (await fetch(`${url}/hello/bob`)).text()).toBe('hello bob')
  expect((await fetch(`${url}/nothing`)).status).toBe(404)
})

test('a runtime that does not run answers 503, or leaves the request to the application', async () => {
  const runtime = createRuntime({ flow, port: false })
  const url = await serve(runtime.handler)
  expect((await fetch(`${url}/hello/x`)).status).toBe(503)
})
