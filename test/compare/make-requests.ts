import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { RequestToMake } from './compared-flows.js'
import type { RunningPeer } from './peer.js'

/** Headers that flows set or that say what a body is; the others tell of the server. */
const compared = ['allow', 'content-length', 'content-type', 'etag', 'location', 'set-cookie']

/** Makes the requests one after the other; the answers are recorded among the messages. */
export async function makeRequests(requests: readonly RequestToMake[], peer: RunningPeer): Promise<void> {
  for (const toMake of requests) {
    const response = await makeRequest(toMake, peer.url)
    const body = await text(response)
    const headers = Object.entries(response.headers).filter(
      ([name]) => compared.includes(name) || name.startsWith('x-flow-'),
    )
    const message = { status: response.statusCode, headers: Object.fromEntries(headers), body }
    peer.recorded.push({ at: `${toMake.method ?? 'GET'} ${toMake.path}`, message })
  }
}

function makeRequest({ method = 'GET', path, headers = {}, body }: RequestToMake, url: string) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const options = { method, hostname, port, path, headers, agent: false, timeout: 5000 }
    const made = request(options, resolve)
    made.on('error', reject)
    made.on('timeout', () => made.destroy(new Error(`${method} ${path}: no answer.`)))
    made.end(body)
  })
}
