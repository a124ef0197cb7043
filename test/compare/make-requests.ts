import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { RequestToMake } from './compared-flows.js'
import type { RunningPeer } from './peer.js'
import type { Recorded } from './record.js'

/** Headers that flows set or that say what a body is; the others tell of the server. */
const compared = ['allow', 'content-length', 'content-type', 'etag', 'location', 'set-cookie']

/**
 * Makes the requests one after the other, and gives the answers. They are kept apart from the messages: when one
 * arrives says nothing of when it was sent.
 */
export async function makeRequests(
  requests: readonly RequestToMake[],
  peer: RunningPeer,
): Promise<Recorded[]> {
  const answers: Recorded[] = []
  for (const toMake of requests) {
    const at = `${toMake.method ?? 'GET'} ${toMake.path}`
    const response = await makeRequest(toMake, peer.url).catch((error: Error) => error)
    if (response instanceof Error) {
      answers.push({ at, message: response.message })
      continue
    }
    const body = await text(response)
    const headers = Object.entries(response.headers).filter(
      ([name]) => compared.includes(name) || name.startsWith('x-flow-'),
    )
    const message = { status: response.statusCode, headers: Object.fromEntries(headers), body }
    answers.push({ at, message })
  }
  return answers
}

function makeRequest({ method = 'GET', path, headers = {}, body }: RequestToMake, url: string) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const options = { method, hostname, port, path, headers, agent: false, timeout: 2000 }
    const made = request(options, resolve)
    made.on('error', reject)
    made.on('timeout', () => made.destroy(new Error('no answer')))
    made.end(body)
  })
}
