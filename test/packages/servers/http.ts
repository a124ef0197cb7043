import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bench } from '../bench.js'

export interface HttpRequest {
  method: string
  /** With the query. */
  path: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

export interface HttpAnswer {
  status?: number
  type?: string
  body: string | object
}

/** A server on loopback that ends with the bench; what it is asked for is kept. */
export interface HttpServer {
  readonly port: number
  readonly url: string
  readonly requests: readonly HttpRequest[]
}

/** Serves what `answer` gives; 404 where that is nothing. */
export async function serveHttp(
  bench: Bench,
  answer: (request: HttpRequest) => HttpAnswer | undefined,
): Promise<HttpServer> {
  const requests: HttpRequest[] = []
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url: path = '', headers } = request
    const asked = { method, path, headers, body: Buffer.concat(chunks).toString() }
    requests.push(asked)
    const { status = 200, type, body } = answer(asked) ?? { status: 404, body: 'nothing here' }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response.writeHead(status, {
      'content-type': type ?? (typeof body === 'string' ? 'text/plain' : 'application/json'),
    })
    response.end(text)
  }
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  bench.ends(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}`, requests }
}
