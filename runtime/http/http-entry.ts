import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Message } from '../message/message.js'
import { readAnswerRules } from './answer-rules.js'
import { createAuthentication } from './basic-auth.js'
import { parseByteSize } from './byte-size.js'
import { Dispatcher } from './dispatcher.js'
import type { HttpDoor } from './door.js'
import type { HttpEntryOptions, ListenOptions } from './entry-options.js'
import type { EntryShared } from './exchange.js'
import { ExpressBridge } from './express-bridge.js'
import { type ExpressApplication, lazyPackages } from './lazy-packages.js'
import { listMiddleware } from './middleware.js'
import { refuse } from './refusal.js'
import { EntryRequest, keepAsOwn } from './request.js'
import { RequestsInFlight } from './requests-in-flight.js'
import { EntryResponse } from './response.js'
import { exchangeOfMessage, ResponseWrapper } from './response-wrapper.js'
import { RouteTable } from './route-table.js'
import { EntryServer } from './server.js'
import { createStaticFiles } from './static-files.js'
import type { TlsOptions } from './tls.js'
import { createUnmatched } from './unmatched.js'

export type { HttpEntryOptions, LateRequest, ListenOptions } from './entry-options.js'

/** Where HTTP requests enter a runtime. One belongs to each runtime. */
export interface HttpEntry {
  /**
   * A request listener, also usable as middleware of an existing Express application: what no route matches goes to
   * `next`, or gets 404 where there is none.
   */
  handler(req: IncomingMessage, res: ServerResponse, next?: (problem?: unknown) => void): void
  /** Where one node makes its routes, until {@link HttpEntry.removeNode}. */
  door(nodeId: string): HttpDoor
  removeNode(nodeId: string): void
  /** The Express 4 application for packages, `RED.httpNode`. Made, and Express loaded, on the first call. */
  expressApp(): unknown
  /** Takes that application from whoever had to make it before there was this entry. */
  useExpressApp(application: ExpressApplication): void
  /** Requests that are not answered yet; at least 1 while a drain waits for what open connections may still send. */
  readonly inFlight: number
  /** Holds new requests back, from now to {@link HttpEntry.resume}. */
  pause(): void
  resume(): void
  /** Notes the node that a request's message is delivered to. `response`: what the message has as `res`. */
  seenAt(response: unknown, label: string): void
  /** Answers 500, without a reason in the body, where the message carries a response of ours that is open. */
  failRequest(message: Message, error: unknown): void
  /** Makes the server without listening yet, for nodes that listen to its events. */
  openServer(https?: TlsOptions, httpsRefreshInterval?: number): Promise<Server>
  /** `undefined` until it was opened. */
  readonly server: Server | undefined
  /**
   * @returns the address, such as `http://127.0.0.1:1880`
   * @throws MillraceError PORT_IN_USE where the port is taken or may not be opened, BAD_ARGUMENT for one that is none
   */
  listen(options: ListenOptions): Promise<string>
  /**
   * Stops: accepts no more connections, lets requests in progress be answered, closes connections with their answer.
   * What is left at the deadline gets 503. Later requests to the handler get 503, or go to `next`.
   */
  drain(deadlineMs: number): Promise<{ unanswered: number }>
}

/** Makes the HTTP entry of a runtime. Nothing listens before `listen`. */
export function createHttpEntry(options: HttpEntryOptions = {}): HttpEntry {
  return new Entry(options)
}

class Entry implements HttpEntry {
  readonly #routes: RouteTable
  readonly #inFlight: RequestsInFlight
  readonly #dispatcher: Dispatcher
  readonly #server: EntryServer
  readonly #shared: EntryShared
  readonly #isOpen: boolean
  #isLingering = false
  readonly handler: Dispatcher['handle']

  constructor(options: HttpEntryOptions) {
    const log = options.log ?? (() => {})
    const settings = options.httpServerOptions ?? {}
    const root = readRoot(options.httpNodeRoot)
    const express = createBridge(settings, root)
    const cors = options.httpNodeCors ? lazyPackages.cors()(options.httpNodeCors) : undefined
    const gates = createAuthentication(options.httpNodeAuth)
    const routeGates = [...listMiddleware(options.httpNodeMiddleware), ...(cors ? [cors] : [])]
    const keepsHeaders = gates.length + routeGates.length > 0
    this.#isOpen = root !== undefined
    this.#shared = { express, answerRules: readAnswerRules(settings, express, keepsHeaders) }
    this.#routes = new RouteTable({
      caseSensitive: Boolean(settings['case sensitive routing']),
      strict: Boolean(settings['strict routing']),
    })
    const late = options.onTimeout ?? (() => {})
    this.#inFlight = new RequestsInFlight(options.maxInFlight ?? 1000, options.requestTimeoutMs ?? 0, late)
    this.#dispatcher = new Dispatcher({
      shared: this.#shared,
      routes: this.#routes,
      inFlight: this.#inFlight,
      root,
      gates,
      routeGates,
      bodyLimit: parseByteSize(options.apiMaxLength ?? '5mb', 'apiMaxLength'),
      serveUnmatched: createUnmatched({
        routes: this.#routes,
        express,
        root,
        cors,
        staticFiles: createStaticFiles(options),
        fail: (exchange, problem) => this.#dispatcher.fail(exchange, problem),
      }),
      log,
    })
    this.handler = withFront(options.front, this.#dispatcher.handle)
    this.#server = options.server ?? new EntryServer(this.handler, log)
  }

  get inFlight(): number {
    return Math.max(this.#inFlight.count, this.#isLingering ? 1 : 0)
  }

  get server(): Server | undefined {
    return this.#server.server
  }

  door(nodeId: string): HttpDoor {
    return {
      isOpen: this.#isOpen,
      route: (options, listener) => this.#routes.add(nodeId, options, listener),
      responseOf: exchangeOfMessage,
    }
  }

  removeNode(nodeId: string): void {
    this.#routes.removeNode(nodeId)
  }

  expressApp(): unknown {
    return this.#shared.express.application
  }

  useExpressApp(application: ExpressApplication): void {
    this.#shared.express.use(application)
  }

  pause(): void {
    this.#dispatcher.pause()
  }

  resume(): void {
    this.#dispatcher.resume()
  }

  seenAt(response: unknown, label: string): void {
    const exchange = ResponseWrapper.exchangeIn(response)
    if (exchange) exchange.lastSeenAt = label
  }

  failRequest(message: Message, _error: unknown): void {
    const exchange = exchangeOfMessage(message)
    if (!exchange?.isOpen || exchange.shared !== this.#shared) return
    exchange.answeredWith = 'with 500, because of an error'
    refuse(exchange.req, exchange.res, 500)
  }

  openServer(https?: TlsOptions, httpsRefreshInterval?: number): Promise<Server> {
    return this.#server.open(https, httpsRefreshInterval)
  }

  listen(options: ListenOptions): Promise<string> {
    return this.#server.listen(options)
  }

  async drain(deadlineMs: number): Promise<{ unanswered: number }> {
    const begun = performance.now()
    this.#isLingering = true
    // Before connections are closed with their answers: clients that then connect anew shall be refused, not cut off.
    await this.#server.stopAccepting()
    this.#dispatcher.isDraining = true
    this.#closeWithAnswers()
    await this.#server.linger()
    this.#isLingering = false
    const left = await this.#inFlight.whenAnswered(deadlineMs - (performance.now() - begun))
    this.#dispatcher.isStopped = true
    for (const exchange of left) {
      exchange.answeredWith = 'with 503, since the runtime stopped'
      refuse(exchange.req, exchange.res, 503, 'The service is stopping.', { 'Retry-After': '1' })
    }
    this.#inFlight.stop()
    // Answers that were just written leave before their connections are closed.
    await new Promise((resolve) => setImmediate(resolve))
    this.#server.close()
    return { unanswered: left.length }
  }

  /** Ends each connection with the answer that is being made on it. */
  #closeWithAnswers(): void {
    for (const { res } of this.#inFlight.list()) {
      res.shouldKeepAlive = false
      res.on('close', () => this.#server.closeIdleConnections())
    }
  }
}

function withFront(front: HttpEntryOptions['front'], handle: Dispatcher['handle']): Dispatcher['handle'] {
  if (front === undefined) return handle
  return (req, res, next) => {
    if (!front(req, res)) handle(req, res, next)
  }
}

function createBridge(settings: Readonly<Record<string, unknown>>, root: string | undefined): ExpressBridge {
  return new ExpressBridge({
    settings,
    root: root || '/',
    requestPrototype: EntryRequest.prototype,
    responsePrototype: EntryResponse.prototype,
    prepareRequest: keepAsOwn,
  })
}

/** `''` for the root of the server, else a path with a leading slash and no trailing one. */
function readRoot(setting: string | false | undefined): string | undefined {
  if (setting === false) return undefined
  const path = `/${setting ?? ''}`.replace(/\/{2,}/g, '/')
  return path.replace(/\/$/, '')
}
