import { createHash } from 'node:crypto'

type Headers = Readonly<Record<string, unknown>>

/** Under this name an `http request` node puts a mark among the headers that it received. */
const markName = 'x-node-red-request-node'

/**
 * Marks the headers of a received response, so that a flow which hands them on does not send them as its own answer's
 * by mistake.
 */
export function markReceivedHeaders(headers: Headers): Record<string, unknown> {
  return { ...headers, [markName]: digestOf(headers) }
}

/**
 * The headers that a flow means to send: none where they are just those that an `http request` node received, all but
 * the mark where the flow has changed them.
 */
export function withoutEchoedHeaders(headers: Headers): Headers | undefined {
  if (!Object.hasOwn(headers, markName)) return headers
  const { [markName]: mark, ...meant } = headers
  return mark === digestOf(meant) ? undefined : meant
}

function digestOf(headers: Headers): string {
  const sorted = Object.keys(headers).sort()
  return createHash('sha1')
    .update(JSON.stringify(sorted.map((name) => [name, headers[name]])))
    .digest('hex')
    .slice(0, 8)
}
