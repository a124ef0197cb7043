import type { IncomingMessage, ServerResponse } from 'node:http'
import type { EntryServer } from './server.js'
import type { TlsOptions } from './tls.js'

/** A handler in the form of Express and connect. `next('route')` leaves the route; any other argument is an error. */
export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (problem?: unknown) => void,
) => void

/**
 * What an HTTP entry is told at its making: limits of Millrace, and the settings of Node-RED that concern HTTP, with
 * the values that a `settings.js` gives them.
 */
export interface HttpEntryOptions {
  /** Asked before anything else, of each request: takes those that are not for the flow, and says so. */
  front?: (req: IncomingMessage, res: ServerResponse) => boolean
  /** Requests at the same time, from arrival to answer; one more gets 503. Default: 1000. */
  maxInFlight?: number
  /** After how long a request that no node answered gets 504, in milliseconds. 0: never. Default: 0. */
  requestTimeoutMs?: number
  /** Told of each request that was answered with 504. */
  onTimeout?: (late: LateRequest) => void
  /** Told what concerns no single node: an error of a middleware, of a package's route, of the server. */
  log?: (level: 'error' | 'warn' | 'debug', text: string) => void
  /** The path that all routes of flows lie below; `false`: flows serve nothing. Default: `/`. */
  httpNodeRoot?: string | false
  /** Asked before every request below `httpNodeRoot`. */
  httpNodeAuth?: BasicAuth | Middleware | readonly Middleware[]
  /** Options of the `cors` package. Not set: no CORS headers, and OPTIONS lists the methods of a path. */
  httpNodeCors?: object
  /** Called for each request that a flow serves, before its body is read. */
  httpNodeMiddleware?: Middleware | readonly Middleware[]
  /** Settings of the Express application, such as `trust proxy`. */
  httpServerOptions?: Readonly<Record<string, unknown>>
  /** Folders of files that are served where no route of a flow matches. */
  httpStatic?: string | readonly StaticFolder[]
  /** The path that the folders of `httpStatic` lie below. Default: `/`. */
  httpStaticRoot?: string
  /** Asked before each file of `httpStatic`. */
  httpStaticAuth?: BasicAuth | Middleware | readonly Middleware[]
  /** Options of the `cors` package for the files of `httpStatic`. */
  httpStaticCors?: object
  /** The greatest body of a request, as bytes or as text like `5mb`; a greater one gets 413. Default: `5mb`. */
  apiMaxLength?: string | number
  /** The server to listen with, where somebody needed it before there was this entry; it calls the handler. */
  server?: EntryServer
}

export interface BasicAuth {
  user: string
  /** The bcrypt hash of the password, as `node-red admin hash-pw` makes it. */
  pass: string
}

export interface StaticFolder {
  /** The folder on disk. */
  path: string
  /** The URL path it is served at. Default: `/`. */
  root?: string
  middleware?: Middleware | readonly Middleware[]
  cors?: object
  /** Options of `express.static`. */
  options?: Record<string, unknown>
}

export interface LateRequest {
  method: string
  url: string
  /** The last node that the request's message was delivered to. */
  lastSeenAt: string | undefined
  /** How long the request waited, in milliseconds. */
  waitedMs: number
}

export interface ListenOptions {
  /** 0 picks a free one. */
  port: number | string
  host: string
  /** The options of an HTTPS server, or a function that gives them. Not set: plain HTTP. */
  https?: TlsOptions
  /** How often the function of `https` is asked for a renewed certificate, in hours. */
  httpsRefreshInterval?: number | undefined
}
