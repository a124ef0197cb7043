import http from 'node:http'
import { onTestFinished } from 'vitest'
import type { RouteOptions } from '../../runtime/http/door.js'
import { createHttpEntry, type HttpEntry, type HttpEntryOptions } from '../../runtime/http/http-entry.js'
import type { Message } from '../../runtime/message/message.js'

export interface Reply {
  status: number
  headers: http.IncomingHttpHeaders
  /** Each byte as one character. */
  body: string
}

export interface Question {
  method?: string
  headers?: http.OutgoingHttpHeaders
  body?: string | Buffer
  agent?: http.Agent
}

/** An entry that listens on a free port until the test ends. */
export async function openEntry(options: HttpEntryOptions = {}) {
  const entry = createHttpEntry(options)
  const url = await entry.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    await entry.drain(0)
  })
  return { entry, url, ask: (path: string, question?: Question) => ask(url + path, question) }
}

/** Makes a route whose listener answers with what `answer` gives, as the body. */
export function serve(
  entry: HttpEntry,
  options: Partial<RouteOptions> & { path: string },
  answer: (message: Message) => unknown,
  nodeId = 'node',
): void {
  const door = entry.door(nodeId)
  door.route({ method: 'get', ...options }, (message) => {
    door.responseOf(message)?.answer({ statusCode: 200, body: answer(message) })
  })
}

/** One request on a connection of its own, with the path sent just as it is written. */
export function ask(
  url: string,
  { method = 'GET', headers = {}, body, agent }: Question = {},
): Promise<Reply> {
  const [, origin, path] = /^(\w+:\/\/[^/?]+)(.*)$/.exec(url)!
  const { hostname, port } = new URL(origin!)
  const isChunked = 'transfer-encoding' in headers
  const length = body === undefined || isChunked ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      path,
      method,
      headers: { ...length, ...headers },
      agent: agent ?? false,
    }
    const request = http.request(options, (response) => {
      let text = ''
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: text }),
      )
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}
