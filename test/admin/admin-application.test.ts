import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createRuntime } from '../../runtime/index.js'
import type { RuntimeOptions } from '../../runtime/options.js'
import { makeFolder } from '../helpers/make-folder.js'
import { type FlowEntry, recordFlow } from '../helpers/record-flow.js'
import { openComms } from './open-comms.js'

const flow: FlowEntry[] = [
  { id: 'tab', type: 'tab' },
  {
    id: 'i',
    type: 'inject',
    z: 'tab',
    props: [{ p: 'payload', v: 'hand', vt: 'str' }],
    wires: [['d', 'e', 'r']],
  },
  { id: 'd', type: 'debug', z: 'tab', name: 'Shown' },
  { id: 'e', type: 'debug', z: 'tab', complete: 'topic', active: false, tostatus: true },
  { id: 'r', type: 'record', z: 'tab' },
]

const start = async (options: Partial<RuntimeOptions> = {}, nodes = flow) => {
  const recorded = await recordFlow(nodes, { port: 0, admin: true, ...options })
  return { ...recorded, admin: `${recorded.runtime.url}/admin` }
}

const post = (url: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

/** A request whose `Host` is written by hand, which fetch does not allow. */
const askAs = (url: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })

describe('injecting by hand', () => {
  test('starts the node with its own properties', async () => {
    const { admin, recorded } = await start()
    const response = await post(`${admin}/inject/i`)
    expect([response.status, await response.text()]).toEqual([200, 'OK'])
    expect((await recorded(1))[0]?.message).toMatchObject({ payload: 'hand' })
  })

  test('takes the properties that the editor is trying out', async () => {
    const { admin, recorded } = await start()
    const props = [
      { p: 'payload', v: '7', vt: 'num' },
      { p: 'topic', v: 'tried', vt: 'str' },
    ]
    await post(`${admin}/inject/i`, { __user_inject_props__: props, other: 1 })
    const [record] = await recorded(1)
    expect(record?.message).toMatchObject({ payload: 7, topic: 'tried' })
    expect(record?.message).not.toHaveProperty('__user_inject_props__')
  })

  test.each([
    { name: 'an unknown node', path: '/inject/none', status: 404 },
    { name: 'an unknown path', path: '/nothing/here', status: 404 },
    { name: 'an id that is not percent-encoded right', path: '/inject/%E0%A4%A', status: 404 },
  ])('answers $status for $name', async ({ path, status }) => {
    const { admin } = await start()
    expect((await post(`${admin}${path}`)).status).toBe(status)
  })

  test('refuses a body that is no JSON', async () => {
    const { admin, records } = await start()
    const headers = { 'Content-Type': 'application/json' }
    const response = await fetch(`${admin}/inject/i`, { method: 'POST', headers, body: '{' })
    expect(response.status).toBe(400)
    expect(records).toEqual([])
  })
})

describe('debug nodes', () => {
  test.each([
    { name: 'one on', path: '/debug/e/enable', status: 200, shown: ['Shown', 'e'] },
    { name: 'one off', path: '/debug/d/disable', status: 201, shown: [] },
    {
      name: 'several on',
      path: '/debug/enable',
      body: { nodes: ['e', 'none'] },
      status: 200,
      shown: ['Shown', 'e'],
    },
    { name: 'several off', path: '/debug/disable', body: { nodes: ['d', 'e'] }, status: 201, shown: [] },
    { name: 'no unknown one', path: '/debug/none/enable', status: 404, shown: ['Shown'] },
    { name: 'none to another state', path: '/debug/d/maybe', status: 404, shown: ['Shown'] },
    {
      name: 'none to another state together',
      path: '/debug/maybe',
      body: { nodes: ['d'] },
      status: 404,
      shown: ['Shown'],
    },
    { name: 'none without a list', path: '/debug/enable', body: {}, status: 400, shown: ['Shown'] },
  ])('turns $name, without starting it again', async ({ path, body, status, shown }) => {
    const { admin, send, logged } = await start()
    expect((await post(`${admin}${path}`, body)).status).toBe(status)
    await send('i')
    await vi.waitFor(() => {
      const names = logged.filter(({ debug }) => debug).map(({ node }) => node?.name || node?.id)
      expect(names.sort()).toEqual(shown)
    })
  })
})

describe('the web socket', () => {
  test('tells of debug output as Node-RED does', async () => {
    const { admin, send } = await start({ settings: { debugMaxLength: 5 } })
    const client = await openComms(`${admin}/comms`)
    await send('d', { payload: 'long text', topic: 't' })
    await send('d', { payload: { a: [1] } })
    expect((await client.topic('debug', 2)).map(({ data }) => data)).toEqual([
      {
        id: 'd',
        z: 'tab',
        path: 'tab',
        name: 'Shown',
        topic: 't',
        property: 'payload',
        msg: 'long ...',
        format: 'string[9]',
      },
      {
        id: 'd',
        z: 'tab',
        path: 'tab',
        name: 'Shown',
        property: 'payload',
        msg: '{"a":[1]}',
        format: 'Object',
      },
    ])
  })

  test('tells of errors and warnings', async () => {
    const { admin, send } = await start({}, [
      { id: 'f', type: 'function', func: 'node.warn("careful"); throw new Error("broken")', wires: [[]] },
    ])
    const client = await openComms(`${admin}/comms`)
    await send('f')
    expect((await client.topic('debug', 2)).map(({ data }) => data)).toMatchObject([
      {
        id: 'f',
        type: 'function',
        level: 30,
        msg: 'careful',
        format: 'string[7]',
        timestamp: expect.any(Number),
      },
      { id: 'f', type: 'function', level: 20, format: 'error', msg: expect.stringContaining('broken') },
    ])
  })

  test('tells of states, and later clients when they subscribe', async () => {
    const { admin, send } = await start()
    const first = await openComms(`${admin}/comms`)
    await send('e', { topic: 'warm' })
    const status = { fill: 'grey', shape: 'dot', text: 'warm' }
    expect((await first.topic('status/e')).at(-1)?.data).toEqual(status)
    const second = await openComms(`${admin}/comms`)
    second.ask({ subscribe: 'nothing/#' })
    second.ask({ subscribe: 'status/#' })
    expect(await second.topic('status/e')).toEqual([{ topic: 'status/e', data: status }])
  })

  test('tells of deploys, and forgets the states of nodes that are gone', async () => {
    const { admin, send, runtime } = await start()
    await send('e', { topic: 'warm' })
    await runtime.deploy([{ id: 'd', type: 'debug' }])
    const client = await openComms(`${admin}/comms`)
    client.ask({ subscribe: 'status/#' })
    client.ask({ subscribe: 'notification/#' })
    const [{ data } = { data: {} }] = await client.topic('notification/runtime-deploy')
    expect(data).toEqual({ revision: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(client.told.map(({ topic }) => topic)).not.toContain('status/e')
  })

  test('sends a heartbeat when there is nothing to tell', async () => {
    const { admin } = await start({ settings: { webSocketKeepAliveTime: 60 } })
    const client = await openComms(`${admin}/comms`)
    expect((await client.topic('hb', 2))[0]?.data).toEqual(expect.any(Number))
  })

  test('ends with the runtime, also where a client does not answer', async () => {
    const { admin, runtime } = await start()
    const client = await openComms(`${admin}/comms`)
    const closed = new Promise((resolve) => client.socket.on('close', resolve))
    await runtime.stop()
    expect(await closed).toBe(1001)
  })

  test('goes on where a message is none', async () => {
    const { admin, send } = await start()
    const client = await openComms(`${admin}/comms`)
    client.socket.send('{')
    client.socket.send('null')
    await send('d', { payload: 1 })
    expect((await client.topic('debug'))[0]?.data).toMatchObject({ format: 'number', msg: '1' })
  })
})

describe('who may use it', () => {
  const token = 'a-token-of-some-length'

  test.each([
    { name: 'nobody without the token', headers: {}, status: 401 },
    { name: 'nobody with another one', headers: { Authorization: 'Bearer other' }, status: 401 },
    { name: 'who shows it as a header', headers: { Authorization: `Bearer ${token}` }, status: 200 },
    { name: 'who shows it in the query', headers: {}, query: `?access_token=${token}`, status: 200 },
  ])('lets in $name', async ({ headers, query = '', status }) => {
    const { admin } = await start({ env: { MILLRACE_ADMIN_TOKEN: token } })
    expect(
      (await post(`${admin}/inject/i${query}`, undefined, headers as Record<string, string>)).status,
    ).toBe(status)
  })

  test('asks for the token on the web socket', async () => {
    const { admin, send } = await start({ admin: { token } })
    const [stranger, friend] = [await openComms(`${admin}/comms`), await openComms(`${admin}/comms`)]
    friend.ask({ auth: token })
    await vi.waitFor(() => expect(friend.told).toContainEqual({ auth: 'ok' }))
    await send('d', { payload: 1 })
    await friend.topic('debug')
    expect(stranger.told).toEqual([])
    const closed = new Promise((resolve) => stranger.socket.on('close', resolve))
    stranger.ask({ subscribe: 'debug' })
    await closed
    expect(stranger.told).toEqual([{ auth: 'fail' }])
  })

  test.each([
    { name: 'a page of another origin', headers: { Origin: 'http://evil.example' } },
    { name: 'a page without an origin', headers: { Origin: 'null' } },
    { name: 'a page on another port', headers: { Origin: 'http://127.0.0.1:1' } },
    { name: 'a browser that says so', headers: { 'Sec-Fetch-Site': 'cross-site' } },
    { name: 'a name that was made to resolve to this machine', headers: { Host: 'evil.example:1880' } },
    { name: 'a proxy', headers: { 'X-Forwarded-For': '10.0.0.1' } },
  ])('without a token it refuses $name', async ({ headers }) => {
    const { admin, records } = await start()
    expect(await askAs(`${admin}/inject/i`, headers)).toBe(403)
    await expect(openComms(`${admin}/comms`, headers)).rejects.toThrow('403')
    expect(records).toEqual([])
  })

  test('without a token it takes pages of its own', async () => {
    const { admin, runtime } = await start()
    expect(
      await askAs(`${admin}/inject/i`, { Origin: String(runtime.url), 'Sec-Fetch-Site': 'same-origin' }),
    ).toBe(200)
  })

  test('an address that others can reach needs a token before anything starts', async () => {
    const options = { flow, nodes: [], port: 0, host: '0.0.0.0', env: {}, lenient: true, log: () => {} }
    await expect(createRuntime({ ...options, admin: true }).start()).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringContaining('MILLRACE_ADMIN_TOKEN'),
    })
    const runtime = createRuntime({ ...options, admin: { token } })
    onTestFinished(() => runtime.stop().then(() => {}))
    await runtime.start()
  })

  test('is off unless asked for', async () => {
    const { admin } = await start({ admin: false })
    expect((await post(`${admin}/inject/i`)).status).toBe(404)
    await expect(openComms(`${admin}/comms`)).rejects.toThrow()
  })
})

test('packages put routes and publications on it', async () => {
  const folder = await makeFolder({
    'looker.js': `module.exports = (RED) => {
      function Looker(entry) {
        RED.nodes.createNode(this, entry)
        this.on('input', () => RED.comms.publish('looker/seen', { at: this.active }, true))
      }
      RED.nodes.registerType('looker', Looker)
      RED.httpAdmin.post('/looker/:id', RED.auth.needsPermission('looker.write'), (req, res) =>
        res.json({ id: req.params.id, body: req.body, query: req.query, from: req.baseUrl }))
    }`,
  })
  const { admin, send } = await start({ nodes: [folder] }, [{ id: 'l', type: 'looker', wires: [] }])
  const response = await post(`${admin}/looker/7?a=1`, { b: 2 })
  expect(await response.json()).toEqual({ id: '7', body: { b: 2 }, query: { a: '1' }, from: '/admin' })
  expect((await post(`${admin}/other`)).status).toBe(404)
  await post(`${admin}/debug/l/disable`)
  await send('l')
  const client = await openComms(`${admin}/comms`)
  client.ask({ subscribe: 'looker/+' })
  expect((await client.topic('looker/seen'))[0]?.data).toEqual({ at: false })
})

test('an application of a program serves it below its own path, with the web socket', async () => {
  const { runtime, recorded } = await start({ port: false })
  const server = createServer(express().use('/flows', runtime.handler))
  onTestFinished(() => void server.close())
  server.on('upgrade', (req, socket, head) => {
    if (!runtime.handleUpgrade(req, socket, head)) socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = await openComms(`${url}/admin/comms`)
  expect((await post(`${url}/flows/admin/inject/i`)).status).toBe(200)
  await recorded(1)
  expect((await client.topic('debug'))[0]?.data).toMatchObject({ id: 'd', msg: 'hand' })
})
