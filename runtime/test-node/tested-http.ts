import { MillraceError } from '../errors.js'
import type { HttpAnswer, HttpDoor, HttpResponse } from '../http/door.js'
import { RouteTable } from '../http/route-table.js'
import type { Message } from '../message/message.js'

/** What a node answered. */
export type TestedAnswer = HttpAnswer

export interface TestedRequest {
  /** In any case; `get` where not given. */
  method?: string
  /** The path with its query: `/pumps/3?unit=bar`. */
  url: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

/** The routes of a node that is tested, without a server. */
export interface TestedHttp {
  readonly door: HttpDoor
  /**
   * Hands a request to the route that matches, and waits for its answer.
   *
   * @throws MillraceError BAD_ROUTE where no route matches
   */
  request(request: TestedRequest): Promise<TestedAnswer>
}

export function createTestedHttp(nodeId: string): TestedHttp {
  const routes = new RouteTable({ caseSensitive: false, strict: false })
  const responses = new WeakMap<object, HttpResponse>()
  const door: HttpDoor = {
    isOpen: true,
    route: (options, listener) => routes.add(nodeId, options, listener),
    responseOf: ({ res }) => (typeof res === 'object' && res !== null ? responses.get(res) : undefined),
  }
  const answers = (message: Message) =>
    new Promise<TestedAnswer>((resolve) => {
      message.res = {}
      responses.set(message.res as object, createResponse(resolve))
    })
  return {
    door,
    async request({ method = 'get', url, body, headers = {} }) {
      const { pathname, searchParams } = new URL(url, 'http://localhost')
      const route = routes.find(method.toUpperCase(), pathname)
      if (route === undefined) {
        const made = routes.list().map(({ options }) => `${options.method} ${options.path}`)
        throw new MillraceError('BAD_ROUTE', `No route for ${method} ${url}. There are: ${made.join(', ')}.`)
      }
      const query = Object.fromEntries(searchParams)
      const req = {
        method,
        url,
        path: pathname,
        query,
        body,
        headers,
        params: route.path.readParams(pathname),
      }
      const message: Message = { req, payload: body ?? query }
      const answered = answers(message)
      route.listener(message)
      return answered
    },
  }
}

function createResponse(resolve: (answer: TestedAnswer) => void): HttpResponse {
  let isOpen = true
  return {
    get isOpen() {
      return isOpen
    },
    answeredHow: 'by an earlier message',
    answer(answer) {
      if (!isOpen) return 'answered'
      isOpen = false
      resolve(answer)
      return 'sent'
    },
  }
}
