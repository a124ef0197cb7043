import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import httpIn from '../../nodes/network/http-in.js'
import { createHttpEntry, type HttpEntry } from '../../runtime/http/http-entry.js'
import type { Message } from '../../runtime/message/message.js'
import { ask, openEntry } from '../http/open-entry.js'
import { runHttpFlow } from './run-http-flow.js'

interface Recorded {
  request: string
  headers?: Record<string, string>
  body?: string
  hex?: string
  /** Not there for HEAD. */
  seen?: unknown
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

const recorded = readFileSync(new URL('./http-in.recorded.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded)

/** In this order: where two match, the first one serves. */
const endpoints: Array<{ method: Method; url: string; upload?: boolean; skipBodyParsing?: boolean }> = [
  { method: 'get', url: '/q' },
  { method: 'post', url: '/b' },
  { method: 'put', url: '/b' },
  { method: 'patch', url: '/b' },
  { method: 'delete', url: '/b' },
  { method: 'post', url: '/raw', skipBodyParsing: true },
  { method: 'post', url: '/up', upload: true },
  { method: 'get', url: '/user/:id' },
  { method: 'get', url: '/opt/:x?' },
  { method: 'get', url: '/files/*' },
  { method: 'get', url: '/rest/:r(*)' },
  { method: 'get', url: '/num/:n(\\d+)' },
  { method: 'get', url: '/(en|de)/x' },
  { method: 'get', url: '/:a-:b/k' },
  { method: 'get', url: '/:f.:ext/f' },
  { method: 'get', url: '/ab*cd' },
  { method: 'get', url: '/a*cd' },
  { method: 'get', url: '/:any(first)' },
  { method: 'get', url: '/first' },
  { method: 'get', url: 'noSlash' },
  { method: 'get', url: '/reps/:r+' },
]

let entry: HttpEntry
let url: string
const warnings: string[] = []

beforeAll(async () => {
  entry = createHttpEntry({ apiMaxLength: '100kb' })
  for (const [index, endpoint] of endpoints.entries()) {
    const flow = runHttpFlow(entry, { httpIn: endpoint, change: showRequest, id: String(index) })
    Object.defineProperty(flow.warnings, 'push', { value: (text: string) => warnings.push(text) })
  }
  url = await entry.listen({ port: 0, host: '127.0.0.1' })
  return async () => {
    await entry.drain(0)
  }
})

describe('http in hands on what Node-RED 4.1 did when it was recorded', () => {
  test.each(recorded)('$request $headers $body$hex', async ({ request, headers = {}, body, hex, seen }) => {
    const [method, path] = request.split(' ') as [string, string]
    const bytes = hex === undefined ? body : Buffer.from(hex, 'hex')
    const reply = await ask(url + path, { method, headers, ...(bytes === undefined ? {} : { body: bytes }) })
    expect(reply.status).toBe(200)
    if (seen === undefined) expect(reply.body).toBe('')
    else expect(JSON.parse(Buffer.from(reply.body, 'latin1').toString())).toEqual(seen)
  })
})

describe('http in differs on purpose', () => {
  const post = (path: string, type: string, body: string | Buffer, headers = {}) =>
    ask(url + path, { method: 'POST', headers: { 'content-type': type, ...headers }, body })

  test.each([
    { name: 'malformed JSON', type: 'application/json', body: '{bad', status: 400 },
    { name: 'JSON that is only a number', type: 'application/json', body: '5', status: 400 },
    { name: 'a charset it cannot read', type: 'application/json; charset=latin1', body: '{}', status: 415 },
    { name: 'a content type that is none', type: 'nonsense', body: 'x', status: 400 },
    {
      name: 'JSON that is too large',
      type: 'application/json',
      body: `["${'x'.repeat(102_400)}"]`,
      status: 413,
    },
    {
      name: 'a form that is too large',
      type: 'application/x-www-form-urlencoded',
      body: 'x'.repeat(102_401),
      status: 413,
    },
    { name: 'text that is too large', type: 'text/plain', body: 'x'.repeat(102_401), status: 413 },
    {
      name: 'a form of too many fields',
      type: 'application/x-www-form-urlencoded',
      body: '&'.repeat(1000),
      status: 413,
    },
  ])('refuses $name with $status, and says so at the node', async ({ type, body, status }) => {
    warnings.length = 0
    const reply = await post('/b', type, body)
    expect(reply.status).toBe(status)
    expect(warnings).toEqual([expect.stringContaining(`POST /b was refused with ${status}: `)])
  })

  test('keeps a body that is not valid UTF-8 as a Buffer, whatever application it is for', async () => {
    const reply = await post('/b', 'application/pdf', Buffer.from([0xff, 0xfe, 0x41]))
    expect(JSON.parse(reply.body).payload).toEqual({ buffer: 'fffe41' })
  })

  test('reads text that is sent to an endpoint for uploads', async () => {
    const reply = await post('/up', 'text/plain', 'plain')
    expect(JSON.parse(reply.body).payload).toBe('plain')
  })

  test('refuses an upload that is too large, and one that is not multipart as it says', async () => {
    const head = '--X\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
    const large = await post(
      '/up',
      'multipart/form-data; boundary=X',
      `${head}${'x'.repeat(110_000)}\r\n--X--\r\n`,
    )
    const broken = await post('/up', 'multipart/form-data; boundary=X', 'garbage')
    expect([large.status, broken.status]).toEqual([413, 400])
  })
})

describe('http in', () => {
  test('takes the method in capitals', () => {
    expect(httpIn.upgrade?.({ method: 'POST', url: '/x' })).toEqual({ method: 'post', url: '/x' })
  })

  test.each([
    { url: '/x', path: '/x' },
    { url: 'x', path: '/x' },
  ])('lists the endpoint of $url', ({ url: saved, path }) => {
    const config = {
      url: saved,
      method: 'put',
      upload: false,
      skipBodyParsing: false,
      swaggerDoc: '',
    } as const
    expect(httpIn.routes?.(config)).toEqual([{ method: 'put', path }])
  })

  test('says that it serves nothing where the setting httpNodeRoot is false', async () => {
    const closed = await openEntry({ httpNodeRoot: false })
    const flow = runHttpFlow(closed.entry, { httpIn: { url: '/x' } })
    expect(flow.warnings).toEqual([expect.stringContaining('httpNodeRoot is false')])
    expect((await closed.ask('/x')).status).toBe(404)
  })

  test('warns once of each deprecated call on msg.res, and answers', async () => {
    const open = await openEntry()
    const flow = runHttpFlow(open.entry, {
      httpIn: { url: '/x' },
      change: (message) => {
        const res = message.res as { status(code: number): { send(text: string): void } }
        res.status(202).send('old way')
        delete message.res
      },
    })
    const replies = [await open.ask('/x'), await open.ask('/x')]
    expect(replies.map(({ status, body }) => [status, body])).toEqual([
      [202, 'old way'],
      [202, 'old way'],
    ])
    expect(flow.warnings.filter((text) => text.includes('deprecated'))).toEqual([
      'msg.res.status() is deprecated: answer with an http response node.',
      'msg.res.send() is deprecated: answer with an http response node.',
    ])
  })
})

/** Puts all that a flow can see of a request into the answer. */
function showRequest(message: Message): void {
  const request = message.req as Record<string, unknown> & { files?: Array<Record<string, unknown>> }
  const show = (value: unknown) =>
    Buffer.isBuffer(value) ? { buffer: value.toString('hex') } : value === undefined ? null : value
  const files = (request.files ?? []).map((file) => ({
    field: file.fieldname,
    name: file.originalname,
    type: file.mimetype,
    size: file.size,
    encoding: file.encoding,
    text: String(file.buffer),
  }))
  const { query, params, cookies, path, url: requested, originalUrl } = request
  const { path: route } = request.route as { path: string }
  const payload = show(message.payload)
  message.payload = {
    payload,
    body: show(request.body),
    query,
    params,
    cookies,
    files,
    path,
    url: requested,
    originalUrl,
    route,
  }
}
