import type { IncomingMessage, ServerResponse } from 'node:http'
import { adopt } from './adopt.js'
import type { Middleware } from './entry-options.js'
import { type EntryShared, Exchange, setBaseUrl, setExchange } from './exchange.js'
import { runMiddleware } from './middleware.js'
import { hasBody, parseBody } from './parse-body.js'
import { RefusedRequest, refuse } from './refusal.js'
import { pathOf } from './request.js'
import type { RequestsInFlight } from './requests-in-flight.js'
import { ResponseWrapper } from './response-wrapper.js'
import type { Route, RouteTable } from './route-table.js'
import { readUpload } from './upload.js'

export interface DispatcherOptions {
  shared: EntryShared
  routes: RouteTable
  inFlight: RequestsInFlight
  /** `''` for the root of the server; `undefined` where flows serve nothing. */
  root: string | undefined
  /** Run for each request below the root. */
  gates: readonly Middleware[]
  /** Run for each request that a route serves. */
  routeGates: readonly Middleware[]
  /** Greatest body, in bytes. */
  bodyLimit: number
  serveUnmatched(exchange: Exchange, path: string): void
  log(level: 'error' | 'warn' | 'debug', text: string): void
}

/** Brings each request to the node that serves it. */
export class Dispatcher {
  /** Set while requests are held back, since the nodes are being replaced. */
  #held: Array<() => void> | undefined
  /** Connections are closed with the next answer. */
  isDraining = false
  /** The nodes are gone. */
  isStopped = false

  constructor(private readonly options: DispatcherOptions) {}

  readonly handle = (req: IncomingMessage, res: ServerResponse, next?: (problem?: unknown) => void): void => {
    const prototypes = adopt(req, res)
    const exchange = new Exchange(this.options.shared, req, res, next)
    exchange.prototypes = prototypes
    setExchange(exchange)
    if (this.isDraining) res.shouldKeepAlive = false
    if (this.#stripRoot(exchange)) this.#enter(exchange)
    else this.options.serveUnmatched(exchange, pathOf(req.url ?? '/'))
  }

  pause(): void {
    this.#held ??= []
  }

  resume(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const serve of held) serve()
  }

  /** Answers a request whose handling failed, by a status that the error names or 500. */
  fail(exchange: Exchange, problem: unknown): void {
    const { req, res, route } = exchange
    if (problem instanceof RefusedRequest) {
      const cause = problem.cause instanceof Error ? ` (${problem.cause.message})` : ''
      route?.options.warn?.(
        `${req.method} ${exchange.originalUrl} was refused with ${problem.statusCode}: ${problem.message}${cause}`,
      )
      exchange.answeredWith = `with ${problem.statusCode}: ${problem.message}`
      refuse(req, res, problem.statusCode, problem.message)
      return
    }
    const text = problem instanceof Error ? problem.message : String(problem)
    this.options.log('error', `${req.method} ${exchange.originalUrl}: ${text}`)
    refuse(req, res, statusOf(problem))
  }

  #enter(exchange: Exchange): void {
    const { gates, shared } = this.options
    if (gates.length === 0 && !shared.express.isInUse) {
      this.#serve(exchange)
      return
    }
    runMiddleware(gates, exchange.req, exchange.res, (problem) => {
      if (problem && problem !== 'route' && problem !== 'router') this.fail(exchange, problem)
      else this.#passExpress(exchange)
    })
  }

  /** Middleware that packages put on the application sees requests before the routes of flows do. */
  #passExpress(exchange: Exchange): void {
    const { express } = this.options.shared
    if (!express.isInUse || !express.hasMiddlewareFor(pathOf(exchange.req.url ?? '/'))) {
      this.#serve(exchange)
      return
    }
    express.pass(exchange, (problem) => {
      if (problem) this.fail(exchange, problem)
      else this.#serve(exchange)
    })
  }

  /** @param after the route that passed the request on */
  #serve(exchange: Exchange, after?: Route): void {
    const { req, res } = exchange
    if (this.#held) {
      this.#hold(exchange, this.#held)
      return
    }
    const path = pathOf(req.url ?? '/')
    const route = this.options.routes.find(req.method ?? 'GET', path, after?.order)
    if (!route) {
      if (this.isStopped) refuse(req, res, 503, 'The service is stopping.', { 'Retry-After': '1' })
      else this.options.serveUnmatched(exchange, path)
      return
    }
    if (!this.#admit(exchange)) return
    exchange.route = route
    if (route.path.literal === undefined && !readParams(exchange, route, path)) return
    if (this.options.routeGates.length === 0) this.#readBody(exchange, route)
    else this.#passRouteGates(exchange, route)
  }

  #passRouteGates(exchange: Exchange, route: Route): void {
    runMiddleware(this.options.routeGates, exchange.req, exchange.res, (problem) => {
      if (problem === 'route') this.#serve(exchange, route)
      else if (problem) this.fail(exchange, problem)
      else this.#readBody(exchange, route)
    })
  }

  #readBody(exchange: Exchange, route: Route): void {
    const req = exchange.req as IncomingMessage & { _body?: boolean }
    if (route.options.method === 'get' || exchange.isBodyRead || req._body || req.readableEnded) {
      this.#deliver(exchange, route)
      return
    }
    exchange.isBodyRead = true
    const done = (refused: Error | undefined) => {
      if (refused) this.fail(exchange, refused)
      // A deploy may have replaced the node while the body came in.
      else if (route.isRemoved || this.#held) this.#serve(exchange)
      else this.#deliver(exchange, route)
    }
    readInto(exchange, route, this.options.bodyLimit, done)
  }

  #deliver(exchange: Exchange, route: Route): void {
    const req = exchange.req as IncomingMessage & { query?: unknown; body?: unknown; params?: unknown }
    // What an application wrote on the request hides what we know of it.
    if (exchange.prototypes || exchange.hasPassedExpress) req.params = exchange.params ?? {}
    const payload = route.options.method === 'get' ? req.query : req.body
    this.options.inFlight.startTimeLimit(exchange)
    try {
      route.listener({ req, res: new ResponseWrapper(exchange), payload })
    } catch (error) {
      this.fail(exchange, error)
    }
  }

  #hold(exchange: Exchange, held: Array<() => void>): void {
    if (this.#admit(exchange)) {
      held.push(() => {
        if (!exchange.hasGone) this.#serve(exchange)
      })
    }
  }

  #admit(exchange: Exchange): boolean {
    const admission = this.options.inFlight.admit(exchange)
    if (admission === 'full') {
      refuse(exchange.req, exchange.res, 503, 'Too many requests are in progress.', { 'Retry-After': '1' })
    }
    return admission === 'admitted'
  }

  /** False for a request outside of the root of flows. */
  #stripRoot(exchange: Exchange): boolean {
    const { root } = this.options
    if (root === '') return true
    const { req } = exchange
    const url = req.url ?? '/'
    if (root === undefined || !isBelow(url, root)) return false
    exchange.rootUrl = url.slice(0, root.length)
    setBaseUrl(exchange, exchange.baseUrl + exchange.rootUrl)
    const rest = url.slice(root.length)
    req.url = rest.startsWith('/') ? rest : `/${rest}`
    return true
  }
}

function isBelow(url: string, root: string): boolean {
  const following = url.charAt(root.length)
  const startsWithRoot = url.slice(0, root.length).toLowerCase() === root.toLowerCase()
  return startsWithRoot && (following === '' || following === '/' || following === '?')
}

function readParams(exchange: Exchange, route: Route, path: string): boolean {
  try {
    exchange.params = route.path.readParams(path)
    return true
  } catch {
    refuse(exchange.req, exchange.res, 400, 'The path is not valid percent-encoding.')
    return false
  }
}

/** Reads the body of a request into `req.body`, and its files into `req.files`. */
function readInto(
  { req, res }: Exchange,
  { options }: Route,
  limit: number,
  done: (refused?: Error) => void,
): void {
  const isMultipart = /^multipart\/form-data\b/i.test(req.headers['content-type'] ?? '')
  if (options.upload && options.method === 'post' && isMultipart && hasBody(req)) {
    readUpload(req, res, limit, done)
    return
  }
  parseBody(req, { limit, skipParsing: options.skipBodyParsing ?? false }, (refused, body) => {
    ;(req as { body?: unknown }).body = body
    done(refused)
  })
}

function statusOf(problem: unknown): number {
  const { status, statusCode } = (problem ?? {}) as { status?: unknown; statusCode?: unknown }
  const named = Number(status ?? statusCode)
  return named >= 400 && named < 600 ? named : 500
}
