import http from 'node:http'
import net from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createHttpEntry } from '../../runtime/http/http-entry.js'
import type { Message } from '../../runtime/message/message.js'
import { openEntry, serve } from './open-entry.js'

describe('while requests are held back', () => {
  test('a new request waits, and is served by the route that is there afterwards', async () => {
    const { entry, ask } = await openEntry()
    serve(entry, { path: '/x' }, () => 'old', 'old')
    entry.pause()
    const waiting = ask('/x')
    await vi.waitFor(() => expect(entry.inFlight).toBe(1))
    entry.removeNode('old')
    serve(entry, { path: '/x' }, () => 'new', 'new')
    entry.resume()
    expect((await waiting).body).toBe('new')
  })

  test('a request whose body is still coming is served by the new route', async () => {
    const { entry, url } = await openEntry()
    serve(entry, { path: '/x', method: 'post' }, () => 'old', 'old')
    const request = http.request(`${url}/x`, {
      method: 'POST',
      agent: false,
      headers: { 'content-length': 4 },
    })
    const reply = new Promise<string>((resolve) => {
      request.on('response', (response) => response.setEncoding('utf8').on('data', resolve))
    })
    request.write('ab')
    await vi.waitFor(() => expect(entry.inFlight).toBe(1))
    entry.pause()
    entry.removeNode('old')
    serve(entry, { path: '/x', method: 'post' }, ({ payload }) => `new ${payload}`, 'new')
    entry.resume()
    request.end('cd')
    expect(await reply).toBe('new abcd')
  })

  test('one whose route is gone afterwards gets 404, and one more than may wait gets 503', async () => {
    const { entry, ask } = await openEntry({ maxInFlight: 1 })
    entry.pause()
    const waiting = ask('/x')
    await vi.waitFor(() => expect(entry.inFlight).toBe(1))
    expect((await ask('/x')).status).toBe(503)
    entry.resume()
    expect((await waiting).status).toBe(404)
  })

  test('one whose client hangs up is forgotten', async () => {
    const { entry, url } = await openEntry()
    let served = 0
    serve(entry, { path: '/x' }, () => served++)
    entry.pause()
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('GET /x HTTP/1.1\r\nHost: x\r\n\r\n')
    await vi.waitFor(() => expect(entry.inFlight).toBe(1))
    socket.destroy()
    await vi.waitFor(() => expect(entry.inFlight).toBe(0))
    entry.resume()
    expect(served).toBe(0)
  })
})

describe('a drain', () => {
  /** A route that keeps its messages, and a keep-alive client. */
  async function openHolding() {
    const { entry, url, ask } = await openEntry()
    const agent = new http.Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const messages: Message[] = []
    const door = entry.door('holding')
    door.route({ method: 'get', path: '/hold' }, (message) => messages.push(message))
    serve(entry, { path: '/fast' }, () => 'fast')
    const answer = (message: Message) =>
      door.responseOf(message)?.answer({ statusCode: 200, body: 'answered' })
    return { entry, url, messages, answer, ask, askAgain: (path: string) => ask(path, { agent }) }
  }

  test('answers requests in progress and closes their connections', async () => {
    const { entry, messages, answer, askAgain } = await openHolding()
    const waiting = askAgain('/hold')
    await vi.waitFor(() => expect(messages).toHaveLength(1))
    const draining = entry.drain(5000)
    setTimeout(() => answer(messages[0]!), 150)
    const reply = await waiting
    expect([reply.body, reply.headers.connection]).toEqual(['answered', 'close'])
    expect(await draining).toEqual({ unanswered: 0 })
  })

  test('is not held up by a connection that a client keeps open', async () => {
    const { entry, askAgain, url } = await openHolding()
    await askAgain('/fast')
    const begun = performance.now()
    await entry.drain(5000)
    expect(performance.now() - begun).toBeLessThan(1000)
    const { port } = new URL(url)
    await expect(fetch(`http://127.0.0.1:${port}/fast`)).rejects.toThrow()
  })

  test('answers a request that comes over an open connection just then, and counts it', async () => {
    const { entry, askAgain } = await openHolding()
    await askAgain('/fast')
    const draining = entry.drain(5000)
    expect(entry.inFlight).toBe(1)
    const reply = await askAgain('/fast')
    expect([reply.status, reply.body, reply.headers.connection]).toEqual([200, 'fast', 'close'])
    await draining
    expect(entry.inFlight).toBe(0)
  })

  test('answers 503 at the deadline, and counts what it gave up on', async () => {
    const { entry, messages, answer, askAgain } = await openHolding()
    const waiting = askAgain('/hold')
    await vi.waitFor(() => expect(messages).toHaveLength(1))
    expect(await entry.drain(150)).toEqual({ unanswered: 1 })
    expect((await waiting).status).toBe(503)
    expect(answer(messages[0]!)).not.toBe('sent')
  })

  test('leaves no connection behind that sends half a request', async () => {
    const { entry, url } = await openHolding()
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1')
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => {})
    await new Promise<void>((resolve) => socket.write('GET /hold HT', () => resolve()))
    await entry.drain(200)
    await closed
  })

  test('makes the handler answer 503 where the nodes are gone', async () => {
    const entry = createHttpEntry()
    serve(entry, { path: '/x' }, () => 'x', 'n')
    await entry.drain(0)
    entry.removeNode('n')
    const server = http.createServer((req, res) => entry.handler(req, res)).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as net.AddressInfo
    const { ask } = await import('./open-entry.js')
    expect((await ask(`http://127.0.0.1:${port}/x`)).status).toBe(503)
  })
})

test('loses no request over twenty replacements of the nodes and a drain', async () => {
  const { entry, ask } = await openEntry()
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })
  onTestFinished(() => agent.destroy())
  const listen = (id: string) => serve(entry, { path: '/x/:n', method: 'post' }, ({ payload }) => payload, id)
  listen('0')
  const outcomes = new Map<string, number>()
  const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  const client = async (name: number) => {
    for (let n = 0; ; n++) {
      const body = `${name} ${n}`
      try {
        const reply = await ask(`/x/${n}`, { method: 'POST', body, agent })
        count(reply.body === body ? 'answered' : `answered with ${reply.status} ${reply.body}`)
      } catch (error) {
        count(String((error as NodeJS.ErrnoException).code))
        return
      }
    }
  }
  const clients = Array.from({ length: 20 }, (_, name) => client(name))
  for (let swap = 0; swap < 20; swap++) {
    await vi.waitFor(() => expect(outcomes.get('answered') ?? 0).toBeGreaterThan(50 * (swap + 1)), {
      interval: 2,
      timeout: 10_000,
    })
    entry.pause()
    await new Promise((resolve) => setTimeout(resolve, 2))
    entry.removeNode(String(swap))
    listen(String(swap + 1))
    entry.resume()
  }
  expect(await entry.drain(5000)).toEqual({ unanswered: 0 })
  await Promise.all(clients)
  // Each client goes on until the closed port refuses it.
  expect([...outcomes.keys()].sort()).toEqual(['ECONNREFUSED', 'answered'])
})
