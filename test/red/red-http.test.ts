import { createRequire } from 'node:module'
import { describe, expect, test, vi } from 'vitest'
import { probeFlow, probeModule, redModule, runRed } from './run-red.js'

/** Serves a module's routes, and fetches a path. */
async function fetchFrom(module: string, path: string, init?: RequestInit): Promise<string> {
  const flow = await runRed({ 'probe.cjs': module }, probeFlow(), { port: 0 })
  const response = await fetch(`${flow.runtime.url}${path}`, init)
  return `${response.status} ${await response.text()}`
}

const http = { id: 'in', type: 'http in', z: 't', url: '/mine', method: 'get', x: 1, y: 1, wires: [['res']] }
const answer = { id: 'res', type: 'http response', z: 't', statusCode: '201', x: 1, y: 1, wires: [] }

describe('RED.httpNode, httpAdmin and server', () => {
  test.each([
    {
      name: 'serve a route that is set at load',
      module: probeModule(
        '',
        "RED.httpNode.get('/hello/:id?', (req, res) => res.send('id ' + req.params.id))",
      ),
      expected: '200 id 5',
    },
    {
      name: 'serve a route that a node sets',
      module: probeModule("RED.httpNode.get('/hello/*', (req, res) => res.json({ rest: req.params[0] }))"),
      expected: '200 {"rest":"5"}',
    },
    {
      name: 'serve a middleware and a router',
      module: probeModule(
        '',
        `const router = require(${JSON.stringify(createRequire(import.meta.url).resolve('express'))}).Router()
         router.get('/5', (req, res) => res.send('routed ' + req.baseUrl))
         RED.httpNode.use('/hello', router)`,
      ),
      expected: '200 routed /hello',
    },
  ])('$name', async ({ module, expected }) => {
    expect(await fetchFrom(module, '/hello/5')).toBe(expected)
  })

  test('let routes be taken out of the stack', async () => {
    const module = probeModule(`
      RED.httpNode.get('/gone', (req, res) => res.send('still here'))
      const { stack } = RED.httpNode._router
      stack.splice(stack.findIndex((layer) => layer.route && layer.route.path === '/gone'), 1)`)
    expect(await fetchFrom(module, '/gone')).toMatch(/^404/)
  })

  test('come after the routes of the flow', async () => {
    const module = probeModule('', "RED.httpNode.get('/*', (req, res) => res.send('package'))")
    const flow = await runRed({ 'probe.cjs': module }, probeFlow({}, [http, answer]), { port: 0 })
    expect((await fetch(`${flow.runtime.url}/mine`)).status).toBe(201)
    expect(await (await fetch(`${flow.runtime.url}/other`)).text()).toBe('package')
  })

  test('give the server that listens, also to modules that want it at load', async () => {
    const heard: string[] = []
    const module = probeModule(
      'RED.settings.heard.push(String(RED.server === early))',
      `const early = RED.server
       early.on('request', (req) => RED.settings.heard.push(req.url))
       early.on('listening', () => RED.settings.heard.push('listening'))`,
    )
    const flow = await runRed({ 'probe.cjs': module }, probeFlow(), { port: 0, settings: { heard } })
    await fetch(`${flow.runtime.url}/x`)
    await vi.waitFor(() => expect(heard).toEqual(['true', 'listening', '/x']))
  })

  test('keep what is meant for administration from being served with the flow', async () => {
    const module = redModule(`
      RED.plugins.registerPlugin('secret', { type: 'admin' })
      RED.httpAdmin.get('/secret', (req, res) => res.send('secret'))`)
    const modules = { 'admin.cjs': module, 'probe.cjs': probeModule('') }
    const flow = await runRed(modules, probeFlow(), { port: 0 })
    expect((await fetch(`${flow.runtime.url}/secret`)).status).toBe(404)
  })
})
