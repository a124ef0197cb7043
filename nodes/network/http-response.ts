import { type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import { withoutEchoedHeaders } from '../../runtime/message/echoed-headers.js'
import type { Message } from '../../runtime/message/message.js'

export default defineNode({
  type: 'http response',
  summary: 'Answers the HTTP request that a message came from, with msg.payload as the body.',
  outputs: 0,
  readsOnly: true,
  config: {
    type: 'object',
    properties: {
      statusCode: {
        type: 'integer',
        default: 0,
        description: 'Status code of the answer. 0 or not set: msg.statusCode, else 200.',
      },
      headers: {
        type: 'object',
        additionalProperties: true,
        default: {},
        description: 'Headers of the answer, by name. One that stands here is not changed by msg.headers.',
      },
    },
  },
  help: {
    details:
      'An object is sent as JSON (as a function call where the query has callback), a Buffer as bytes, anything else as ' +
      'text. What the node sets goes before what the message sets. A second answer to a request is dropped with a warning.',
    reads: {
      payload: 'The body.',
      statusCode: 'The status code, where the node sets none; else 200.',
      headers:
        'An object of further headers; those of the request that an http in node gave are not sent back.',
      cookies:
        'An object: name to text, to { value, path, domain, maxAge, expires, … }, or to null to delete it.',
      res: 'The request that is answered, from an http in node; without it nothing is sent.',
    },
    sets: {},
    outputs: [],
    example: [
      { id: 'old', type: 'http in', url: '/old', wires: [['moved']] },
      { id: 'moved', type: 'http response', statusCode: 301, headers: { location: '/new' }, wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...saved,
    statusCode: readStatusCode(saved.statusCode),
    headers: saved.headers || {},
  }),

  check: ({ statusCode, headers }) => [...checkStatusCode(statusCode), ...checkHeaders(headers)],

  create({ statusCode, headers }, node) {
    const mergeHeaders = createMerge(headers)
    return {
      input(message) {
        const response = node.http.responseOf(message)
        if (!response) {
          node.warn('The message carries no response: it did not come from an http in node, or lost msg.res.')
          return
        }
        const outcome = response.answer({
          statusCode: statusCode || Number.parseInt(String(message.statusCode), 10) || 200,
          headers: mergeHeaders(message),
          cookies: isTable(message.cookies) ? message.cookies : undefined,
          body: message.payload,
        })
        if (outcome === 'answered') {
          node.warn(`The request was answered ${response.answeredHow}; this answer is not sent.`)
        } else if (outcome === 'gone') {
          node.debug('The client hung up before the answer.')
        }
      },
    }
  },
})

type Headers = Readonly<Record<string, unknown>>

/** Headers of the node win over those of the message, in whatever case they are written. */
function createMerge(own: Headers): (message: Message) => Headers {
  const ownNames = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  return (message) => {
    const sent = isTable(message.headers) ? withoutEchoedHeaders(message.headers) : undefined
    if (!sent) return own
    const merged: Record<string, unknown> = { ...own }
    for (const [name, value] of Object.entries(sent)) {
      if (!ownNames.has(name.toLowerCase())) merged[name] = value
    }
    return merged
  }
}

function isTable(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The editor saves text, of which leading digits count. */
function readStatusCode(saved: unknown): unknown {
  return typeof saved === 'string' ? (/^\s*\d+/.exec(saved)?.[0].trim() ?? '') : (saved ?? 0)
}

function checkStatusCode(statusCode: number): ConfigProblem[] {
  if (statusCode === 0 || (statusCode >= 100 && statusCode <= 999)) return []
  return [
    {
      message: `statusCode ${statusCode} is not a status code of HTTP.`,
      remedy: 'Use a number from 100 to 999, or leave it empty.',
    },
  ]
}

function checkHeaders(headers: Headers): ConfigProblem[] {
  return Object.keys(headers)
    .filter((name) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
    .map((name) => ({
      message: `"${name}" is not a name of a header.`,
      remedy: 'Use letters, digits and hyphens, or remove the header.',
    }))
}
