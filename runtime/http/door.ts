import type { Message } from '../message/message.js'

/** Where a node serves HTTP requests. Routes go when the node is closed. */
export interface HttpDoor {
  /** False where the setting `httpNodeRoot` is `false`: routes are then accepted, and never reached. */
  readonly isOpen: boolean
  /**
   * Serves requests of a method and a path until the node is closed. Where two routes match a request, the one that
   * was made first gets it.
   *
   * @param listener gets a message with `req`, `res` and `payload` for each request
   * @throws MillraceError BAD_ROUTE where the path cannot be parsed
   */
  route(options: RouteOptions, listener: (message: Message) => void): void
  /** The response that a message carries, or `undefined` where it carries none that is ours. */
  responseOf(message: Message): HttpResponse | undefined
}

export type RouteMethod = 'get' | 'post' | 'put' | 'patch' | 'delete'

export interface RouteOptions {
  method: RouteMethod
  /** In the grammar of Express 4; without a leading slash one is put before it. */
  path: string
  /** Accept multipart file uploads (`msg.req.files`). */
  upload?: boolean
  /** Leave the body as it came: a Buffer. */
  skipBodyParsing?: boolean
  /** Told why a request was refused (a body that is too large, or not JSON), and of deprecated calls on `msg.res`. */
  warn?: (text: string) => void
}

/** The response to a request, until it is answered. */
export interface HttpResponse {
  /** False once it was answered, by whom ever, or the client has gone. */
  readonly isOpen: boolean
  /**
   * Answers the request. Only the first answer counts.
   *
   * @returns `sent`; `answered` where another answer came before this one; `gone` where the client has hung up
   * @throws where a status code or header cannot be sent, or the body cannot be written as JSON; the request is then
   *   still open
   */
  answer(answer: HttpAnswer): 'sent' | 'answered' | 'gone'
  /** Who answered before, as words that follow "it was answered": `with 504 after 30 s`, `by an earlier message`. */
  readonly answeredHow: string
}

export interface HttpAnswer {
  statusCode: number
  /** By name in any case; a list is sent as several headers. */
  headers?: Readonly<Record<string, unknown>> | undefined
  /** By name: a text; an object `{ value, path, domain, maxAge (milliseconds), expires, … }`; `null` to delete it. */
  cookies?: Readonly<Record<string, unknown>> | undefined
  /** Text and Buffers are sent as they are, numbers as text, anything else as JSON; `undefined` is an empty body. */
  body: unknown
}
