import type { Message } from '../message/message.js'

/** Where a node serves HTTP requests. Routes go when the node is closed. */
export interface HttpDoor {
  /**
   * Serves requests of a method and a path until the node is closed.
   *
   * @throws MillraceError BAD_ROUTE where the path cannot be parsed
   */
  route(options: RouteOptions, listener: (message: Message) => void): void
  /**
   * The response that a message carries, or `undefined` where it carries none that is ours.
   */
  responseOf(message: Message): unknown
}

export interface RouteOptions {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** In the grammar of Express 4. */
  path: string
  /** Accept multipart file uploads (`msg.req.files`). */
  upload?: boolean
  /** Leave the body as it came: a Buffer. */
  skipBodyParsing?: boolean
}
