import http from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { LateRequest } from '../../runtime/http/http-entry.js'
import type { Message } from '../../runtime/message/message.js'
import { openEntry, serve } from './open-entry.js'

afterEach(() => {
  vi.useRealTimers()
})

/** A route that keeps its messages until the test answers them. */
async function openHolding(options: Parameters<typeof openEntry>[0] = {}) {
  const opened = await openEntry(options)
  const messages: Message[] = []
  const door = opened.entry.door('holding')
  let arrived: () => void = () => {}
  door.route({ method: 'get', path: '/hold' }, (message) => {
    messages.push(message)
    arrived()
  })
  const arrival = async (count: number) => {
    while (messages.length < count) await new Promise<void>((resolve) => (arrived = resolve))
  }
  const answer = (message: Message, body: unknown = 'late') =>
    door.responseOf(message)?.answer({ statusCode: 200, body })
  return { ...opened, messages, arrival, answer, door }
}

describe('the limit of requests in flight', () => {
  test('refuses one more with 503 and Retry-After, and takes the next once one was answered', async () => {
    const { ask, entry, messages, arrival, answer } = await openHolding({ maxInFlight: 2 })
    const waiting = [ask('/hold'), ask('/hold')]
    await arrival(2)
    const refused = await ask('/hold')
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1'])
    for (const message of messages) answer(message)
    await Promise.all(waiting)
    await vi.waitFor(() => expect(entry.inFlight).toBe(0))
    const next = ask('/hold')
    await arrival(3)
    answer(messages[2]!)
    expect((await next).status).toBe(200)
  })

  test('does not count requests that no route matches', async () => {
    const { ask, arrival, messages, answer } = await openHolding({ maxInFlight: 1 })
    const waiting = ask('/hold')
    await arrival(1)
    expect((await ask('/nowhere')).status).toBe(404)
    answer(messages[0]!)
    await waiting
  })

  test('forgets requests whose clients hang up, and says so to a late answer', async () => {
    const { url, entry, messages, arrival, door } = await openHolding({ maxInFlight: 1 })
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('GET /hold HTTP/1.1\r\nHost: x\r\n\r\n')
    await arrival(1)
    expect(entry.inFlight).toBe(1)
    socket.destroy()
    await vi.waitFor(() => expect(entry.inFlight).toBe(0))
    const response = door.responseOf(messages[0]!)
    expect(response?.isOpen).toBe(false)
    expect(response?.answer({ statusCode: 200, body: 'x' })).toBe('gone')
  })

  test('forgets requests whose clients hang up in the middle of the body', async () => {
    const { url, entry } = await openEntry()
    let isReached = false
    serve(entry, { method: 'post', path: '/body' }, () => {
      isReached = true
    })
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')
    await vi.waitFor(() => expect(entry.inFlight).toBe(1))
    socket.destroy()
    await vi.waitFor(() => expect(entry.inFlight).toBe(0))
    expect(isReached).toBe(false)
  })
})

describe('the time limit of a request', () => {
  test('answers 504, names the last node, and takes no later answer', async () => {
    const late: LateRequest[] = []
    const { ask, entry, messages, arrival, door } = await openHolding({
      requestTimeoutMs: 50,
      onTimeout: (request) => late.push(request),
    })
    const waiting = ask('/hold?a=b')
    await arrival(1)
    entry.seenAt(messages[0]!.res, 'function "slow"')
    const reply = await waiting
    expect(reply.status).toBe(504)
    expect(late).toEqual([
      { method: 'GET', url: '/hold?a=b', lastSeenAt: 'function "slow"', waitedMs: expect.any(Number) },
    ])
    expect(late[0]!.waitedMs).toBeGreaterThanOrEqual(50)
    const response = door.responseOf(messages[0]!)
    expect(response?.answer({ statusCode: 200, body: 'x' })).toBe('answered')
    expect(response?.answeredHow).toMatch(/^with 504/)
  })

  test('starts anew for each request', async () => {
    const { ask, messages, arrival, answer } = await openHolding({ requestTimeoutMs: 300 })
    const first = ask('/hold')
    await arrival(1)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const second = ask('/hold')
    expect((await first).status).toBe(504)
    answer(messages[1]!)
    expect((await second).status).toBe(200)
  })

  test('leaves an answer that was begun alone', async () => {
    const { url, messages, arrival } = await openHolding({ requestTimeoutMs: 30 })
    const chunks: string[] = []
    const ended = new Promise<void>((resolve) => {
      http.get(`${url}/hold`, { agent: false }, (response) => {
        response.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
        response.on('end', resolve)
      })
    })
    await arrival(1)
    const { _res: res } = messages[0]!.res as { _res: http.ServerResponse }
    res.write('one ')
    await new Promise((resolve) => setTimeout(resolve, 80))
    res.end('two')
    await ended
    expect(chunks.join('')).toBe('one two')
  })
})

describe('the limit of a body', () => {
  test('holds for bodies that come in chunks, of each kind', async () => {
    const { entry, ask } = await openEntry({ apiMaxLength: 1000 })
    serve(entry, { method: 'post', path: '/parsed' }, ({ payload }) => payload)
    serve(entry, { method: 'post', path: '/raw', skipBodyParsing: true }, ({ payload }) => payload)
    serve(entry, { method: 'post', path: '/upload', upload: true }, () => 'x')
    const head = '--X\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
    const bodies = [
      { path: '/parsed', type: 'application/json', body: JSON.stringify(['x'.repeat(1000)]) },
      { path: '/parsed', type: 'image/png', body: 'x'.repeat(1001) },
      { path: '/raw', type: 'text/plain', body: 'x'.repeat(1001) },
      {
        path: '/upload',
        type: 'multipart/form-data; boundary=X',
        body: `${head}${'x'.repeat(1001)}\r\n--X--\r\n`,
      },
    ]
    for (const { path, type, body } of bodies) {
      const headers = { 'content-type': type, 'transfer-encoding': 'chunked' }
      expect((await ask(path, { method: 'POST', headers, body })).status, `${path} ${type}`).toBe(413)
    }
  })

  test('holds for what a small compressed body becomes', async () => {
    const { gzipSync } = await import('node:zlib')
    const { entry, ask } = await openEntry({ apiMaxLength: 1000 })
    serve(entry, { method: 'post', path: '/' }, ({ payload }) => payload)
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const reply = await ask('/', {
      method: 'POST',
      headers,
      body: gzipSync(JSON.stringify(['x'.repeat(5000)])),
    })
    expect(reply.status).toBe(413)
  })
})

describe('a refusal', () => {
  test.each([
    { accept: '*/*', type: 'text/plain; charset=utf-8', body: 'Not Found\n' },
    { accept: 'application/json', type: 'application/json; charset=utf-8', body: '{"error":"Not Found"}' },
  ])('is written as a client that accepts $accept wants it', async ({ accept, type, body }) => {
    const { ask } = await openEntry()
    const reply = await ask('/nowhere', { headers: { accept } })
    expect([reply.status, reply.headers['content-type'], reply.body]).toEqual([404, type, body])
  })

  test('names the methods that a path has, and lists them to OPTIONS', async () => {
    const { entry, ask } = await openEntry()
    serve(entry, { path: '/a' }, () => 'x')
    serve(entry, { path: '/:x', method: 'put' }, () => 'x')
    const refused = await ask('/a', { method: 'POST' })
    const listed = await ask('/a', { method: 'OPTIONS' })
    expect([refused.status, refused.headers.allow]).toEqual([405, 'GET,HEAD,PUT'])
    expect([listed.status, listed.headers.allow]).toEqual([200, 'GET,HEAD,PUT'])
  })

  test('says nothing of the error of a node', async () => {
    const { ask, entry, arrival, messages } = await openHolding()
    const waiting = ask('/hold')
    await arrival(1)
    entry.failRequest(messages[0]!, new Error('inner detail'))
    entry.failRequest(messages[0]!, new Error('again'))
    const reply = await waiting
    expect([reply.status, reply.body]).toEqual([500, 'Internal Server Error\n'])
  })

  test('is not sent for a request of another entry, or a message without one', async () => {
    const { ask, arrival, messages, answer } = await openHolding()
    const other = await openEntry()
    const waiting = ask('/hold')
    await arrival(1)
    other.entry.failRequest(messages[0]!, new Error('x'))
    other.entry.failRequest({}, new Error('x'))
    answer(messages[0]!, 'fine')
    expect((await waiting).body).toBe('fine')
  })

  test('is sent where the listener of a route throws', async () => {
    const log: string[] = []
    const { entry, ask } = await openEntry({ log: (_level, text) => log.push(text) })
    entry.door('n').route({ method: 'get', path: '/' }, () => {
      throw new Error('broken')
    })
    expect((await ask('/')).status).toBe(500)
    expect(log).toEqual(['GET /: broken'])
  })
})
