import type { ServerResponse } from 'node:http'
import type { HttpAnswer, HttpDoor, HttpResponse } from '../http/door.js'
import { createHttpEntry, type HttpEntry } from '../http/http-entry.js'
import type { Message } from '../message/message.js'
import type { Red } from './red.js'

/** Where the node types of a module serve HTTP in Node-RED: below its `httpNode`, with its settings. */
export interface AdaptedHttp {
  door(nodeId: string): HttpDoor
  removeNode(nodeId: string): void
}

/** Nothing is put before Node-RED's routes until the first node asks for a door. */
export function adaptHttp(red: Red): AdaptedHttp {
  let entry: HttpEntry | undefined
  const open = () => {
    if (entry === undefined) {
      const { apiMaxLength, httpNodeCors, httpNodeMiddleware, httpServerOptions } = red.settings
      const given = { apiMaxLength, httpNodeCors, httpNodeMiddleware, httpServerOptions }
      const set = Object.entries(given).filter(([, value]) => value !== undefined)
      entry = createHttpEntry({ ...Object.fromEntries(set), maxInFlight: Number.POSITIVE_INFINITY })
      red.httpNode?.use(entry.handler)
    }
    return entry
  }
  return {
    door(nodeId) {
      const door = open().door(nodeId)
      return {
        isOpen: typeof red.httpNode?.use === 'function',
        route: (options, listener) => door.route(options, listener),
        responseOf: (message) => door.responseOf(message) ?? responseOfNodeRed(message),
      }
    },
    removeNode(nodeId) {
      entry?.removeNode(nodeId)
    },
  }
}

/** The parts of a response of Express that an answer uses. */
interface ExpressResponse extends ServerResponse {
  status(code: number): this
  set(name: string, value: unknown): this
  cookie(name: string, value: string, options: object): this
  clearCookie(name: string, options?: object): this
  send(body: unknown): this
}

/** The response of a message that comes from a node of Node-RED itself, such as `http in`. */
function responseOfNodeRed({ res }: Message): HttpResponse | undefined {
  const response = (res as { _res?: unknown } | null | undefined)?._res
  if (!isExpressResponse(response)) return undefined
  const isOpen = () => !response.headersSent && !response.writableEnded && !response.destroyed
  return {
    get isOpen() {
      return isOpen()
    },
    answeredHow: 'by another node',
    answer(answer) {
      if (!isOpen()) return response.destroyed ? 'gone' : 'answered'
      writeAnswer(response, answer)
      return 'sent'
    },
  }
}

function isExpressResponse(value: unknown): value is ExpressResponse {
  return typeof (value as ExpressResponse | null | undefined)?.send === 'function'
}

function writeAnswer(response: ExpressResponse, { statusCode, headers, cookies, body }: HttpAnswer): void {
  response.status(statusCode)
  for (const [name, value] of Object.entries(headers ?? {})) response.set(name, value)
  for (const [name, cookie] of Object.entries(cookies ?? {})) {
    if (cookie === null) response.clearCookie(name)
    else if (typeof cookie === 'object') {
      const { value, ...options } = cookie as { value?: unknown }
      if (value === null) response.clearCookie(name, options)
      else response.cookie(name, String(value), options)
    } else response.cookie(name, String(cookie), {})
  }
  response.send(typeof body === 'number' ? String(body) : body)
}
