import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import httpResponse from '../../nodes/network/http-response.js'
import { markReceivedHeaders } from '../../runtime/message/echoed-headers.js'
import type { Message } from '../../runtime/message/message.js'
import { openEntry } from '../http/open-entry.js'
import { runHttpFlow } from './run-http-flow.js'

interface Recorded {
  name: string
  code: string
  method?: string
  query?: string
  ask?: Record<string, string>
  answer: { status: number; headers: Record<string, unknown>; body: string }
}

const recorded = readFileSync(new URL('./http-response.recorded.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded)

describe('http response answers as Node-RED 4.1 did when it was recorded', () => {
  test.each(recorded)('$name: $code', async ({ code, method = 'GET', query = '', ask: headers, answer }) => {
    const { entry, ask } = await openEntry()
    const change = new Function('msg', 'Buffer', code) as (message: Message, buffer: typeof Buffer) => unknown
    runHttpFlow(entry, { httpIn: { url: '/' }, change: (message) => void change(message, Buffer) })
    const reply = await ask(`/${query}`, { method, ...(headers ? { headers } : {}) })
    const { date: _date, connection: _connection, ...sent } = reply.headers
    expect({ status: reply.status, headers: sent, body: reply.body }).toEqual(answer)
  })
})

describe('http response', () => {
  const answerTo = async (change: (message: Message) => void, config = {}) => {
    const { entry, ask } = await openEntry()
    const flow = runHttpFlow(entry, { httpIn: { url: '/' }, change, httpResponse: config })
    return { reply: await ask('/'), ...flow }
  }

  test('lets its own status code win over the one of the message', async () => {
    const { reply } = await answerTo((message) => Object.assign(message, { statusCode: 404 }), {
      statusCode: 201,
    })
    expect(reply.status).toBe(201)
  })

  test('lets its own headers win over those of the message, in whatever case they are written', async () => {
    const change = (message: Message) =>
      Object.assign(message, { headers: { 'X-A': 'message', 'x-b': 'message' } })
    const { reply } = await answerTo(change, { headers: { 'x-a': 'node' } })
    expect(reply.headers).toMatchObject({ 'x-a': 'node', 'x-b': 'message' })
  })

  test('sends headers in Latin-1, and the text in UTF-8', async () => {
    const { reply } = await answerTo((message) =>
      Object.assign(message, { headers: { 'x-place': 'Zürich' }, payload: 'Zürich' }),
    )
    expect(reply.headers['x-place']).toBe('Zürich')
    expect(Buffer.from(reply.body, 'latin1').toString()).toBe('Zürich')
  })

  test('does not send on the headers that an http request node received', async () => {
    const headers = markReceivedHeaders({ 'x-upstream': 'secret', 'content-type': 'text/css' })
    const { reply } = await answerTo((message) => Object.assign(message, { headers, payload: 'x' }))
    expect(reply.headers['x-upstream']).toBeUndefined()
    expect(reply.headers['content-type']).toBe('text/html; charset=utf-8')
  })

  test('sends received headers that the flow has changed, without the mark', async () => {
    const headers = { ...markReceivedHeaders({ 'x-upstream': 'a' }), 'x-mine': 'b' }
    const { reply } = await answerTo((message) => Object.assign(message, { headers }))
    expect(reply.headers).toMatchObject({ 'x-upstream': 'a', 'x-mine': 'b' })
    expect(reply.headers['x-node-red-request-node']).toBeUndefined()
  })

  test('sets a cookie with a lifetime in milliseconds', async () => {
    const cookies = {
      a: { value: 'v', maxAge: 900_000, path: '/p', domain: 'e.com', httpOnly: true, sameSite: 'lax' },
    }
    const { reply } = await answerTo((message) => Object.assign(message, { cookies }))
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      /^a=v; Max-Age=900; Domain=e.com; Path=\/p; Expires=.+ GMT; HttpOnly; SameSite=Lax$/,
    )
  })

  test('deletes a cookie whose value is null, even where a lifetime stands beside it', async () => {
    const { reply } = await answerTo((message) =>
      Object.assign(message, { cookies: { a: { value: null, maxAge: 5000 } } }),
    )
    expect(reply.headers['set-cookie']).toEqual(['a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])
  })

  test.each([
    { payload: true, body: 'true' },
    { payload: false, body: 'false' },
  ])(
    'sends $payload as JSON, where Node-RED leaves the client without an answer',
    async ({ payload, body }) => {
      const { reply } = await answerTo((message) => Object.assign(message, { payload }))
      expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(reply.body).toBe(body)
    },
  )

  test('does not frame its body as the headers of another answer say', async () => {
    const headers = { 'transfer-encoding': 'chunked', 'content-length': '999' }
    const { reply } = await answerTo((message) => Object.assign(message, { headers, payload: 'abc' }))
    expect(reply.headers).toMatchObject({ 'content-length': '3' })
    expect(reply.headers['transfer-encoding']).toBeUndefined()
    expect(reply.body).toBe('abc')
  })

  test('does not change the message, which other readers may hold too', async () => {
    const headers = markReceivedHeaders({ a: 'b' })
    const seen: Message = {}
    const { entry, ask } = await openEntry()
    runHttpFlow(entry, {
      httpIn: { url: '/' },
      change: (message) => Object.assign(seen, Object.assign(message, { payload: 5, headers })),
    })
    await ask('/')
    expect(seen).toMatchObject({ payload: 5, headers: markReceivedHeaders({ a: 'b' }) })
    expect(httpResponse.readsOnly).toBe(true)
  })

  test.each([
    { name: 'a status code that is none', set: { statusCode: 5 }, error: 'Invalid status code' },
    {
      name: 'a header with a line end',
      set: { headers: { 'x-a': 'b\r\nSet-Cookie: c' } },
      error: 'Invalid character',
    },
    {
      name: 'a header name with a space',
      set: { headers: { 'x a': 'b' } },
      error: 'must be a valid HTTP token',
    },
    {
      name: 'a list of content types',
      set: { headers: { 'content-type': ['a/b'] } },
      error: 'cannot be a list',
    },
    { name: 'a function as the body', set: { payload: () => {} }, error: 'A function cannot be sent' },
    {
      name: 'a cookie name with a space',
      set: { cookies: { 'a b': 'c' } },
      error: 'argument name is invalid',
    },
  ])('fails on $name, and the request is still open for an error answer', async ({ set, error }) => {
    const { reply, warnings } = await answerTo((message) => Object.assign(message, set))
    expect(reply.status).toBe(500)
    expect(reply.headers['set-cookie']).toBeUndefined()
    expect(warnings.join()).toContain(error)
  })

  test('fails on a body that refers to itself', async () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const { reply } = await answerTo((message) => Object.assign(message, { payload: circular }))
    expect(reply.status).toBe(500)
    expect(reply.body).not.toContain('circular')
  })

  test('warns of a second answer to a request, and sends only the first', async () => {
    const { entry, ask } = await openEntry()
    let copy: Message = {}
    const flow = runHttpFlow(entry, {
      httpIn: { url: '/' },
      change: (message) => {
        copy = { ...message, payload: 'second' }
        message.payload = 'first'
      },
    })
    const reply = await ask('/')
    flow.answer(copy)
    expect(reply.body).toBe('first')
    expect(flow.warnings).toEqual([
      'The request was answered by an earlier message; this answer is not sent.',
    ])
  })

  test.each([
    { name: 'no res', message: {} },
    { name: 'a res of null', message: { res: null } },
    { name: 'a res that is text', message: { res: 'x' } },
    { name: 'a res of a stranger', message: { res: { _res: { send: () => {} } } } },
  ])('warns of a message with $name', async ({ message }) => {
    const { entry } = await openEntry()
    const flow = runHttpFlow(entry, { httpIn: { url: '/' } })
    flow.answer(message)
    expect(flow.warnings).toEqual([expect.stringContaining('carries no response')])
  })

  test('takes msg.res._res of a message that a function made anew', async () => {
    const { entry, ask } = await openEntry()
    runHttpFlow(entry, {
      httpIn: { url: '/' },
      change: (message) => {
        message.res = { _res: (message.res as { _res: unknown })._res }
        message.payload = 'answered'
      },
    })
    expect((await ask('/')).body).toBe('answered')
  })

  test.each([
    { saved: {}, statusCode: 0, headers: {} },
    { saved: { statusCode: '', headers: '' }, statusCode: '', headers: {} },
    { saved: { statusCode: '201 Created' }, statusCode: '201', headers: {} },
    { saved: { statusCode: 204, headers: { a: 'b' } }, statusCode: 204, headers: { a: 'b' } },
  ])('reads the saved form $saved', ({ saved, statusCode, headers }) => {
    expect(httpResponse.upgrade?.(saved)).toEqual({ statusCode, headers })
  })

  test.each([
    { config: { statusCode: 0, headers: {} }, problems: [] },
    { config: { statusCode: 99, headers: {} }, problems: ['statusCode 99 is not a status code of HTTP.'] },
    { config: { statusCode: 200, headers: { 'x y': 'z' } }, problems: ['"x y" is not a name of a header.'] },
  ])('checks $config', ({ config, problems }) => {
    const found = httpResponse.check?.(config, { id: 'n', name: '' }) ?? []
    expect(found.map(({ message }) => message)).toEqual(problems)
  })
})
