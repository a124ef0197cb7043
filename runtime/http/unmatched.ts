import { release } from './adopt.js'
import type { Middleware } from './entry-options.js'
import { type Exchange, setBaseUrl } from './exchange.js'
import type { ExpressBridge } from './express-bridge.js'
import { refuse } from './refusal.js'
import type { RouteTable } from './route-table.js'

export interface UnmatchedOptions {
  routes: RouteTable
  express: ExpressBridge
  root: string | undefined
  cors: Middleware | undefined
  staticFiles: Middleware | undefined
  fail(exchange: Exchange, problem: unknown): void
}

/**
 * Serves requests that no route of a flow matches: preflight requests, routes of packages, static files, and what the
 * surrounding application serves. What is left gets 404, or 405 where the path has routes for other methods.
 */
export function createUnmatched(options: UnmatchedOptions): (exchange: Exchange, path: string) => void {
  return (exchange, path) => {
    const isBelowRoot = options.root === '' || exchange.rootUrl !== undefined
    const steps = [
      ...(isBelowRoot ? [preflightStep(options), expressStep(options)] : []),
      restoreUrl,
      ...(options.staticFiles ? [asStep(options.staticFiles)] : []),
    ]
    takeStep(
      exchange,
      steps,
      () => refuseUnmatched(exchange, isBelowRoot ? options.routes.methodsOf(path) : []),
      options,
    )
  }
}

type Step = (exchange: Exchange, next: (problem?: unknown) => void) => void

function takeStep(
  exchange: Exchange,
  steps: readonly Step[],
  last: () => void,
  options: UnmatchedOptions,
): void {
  const [step, ...rest] = steps
  if (!step) {
    last()
    return
  }
  step(exchange, (problem) => {
    if (problem) options.fail(exchange, problem)
    else takeStep(exchange, rest, last, options)
  })
}

function asStep(middleware: Middleware): Step {
  return ({ req, res }, next) => middleware(req, res, next)
}

function preflightStep({ cors }: UnmatchedOptions): Step {
  return ({ req, res }, next) => {
    if (cors && req.method === 'OPTIONS') cors(req, res, next)
    else next()
  }
}

function expressStep({ express }: UnmatchedOptions): Step {
  return (exchange, next) => {
    if (express.isInUse && !exchange.hasPassedExpress) express.pass(exchange, next)
    else next()
  }
}

/** Only flows and packages live below the root. */
function restoreUrl(exchange: Exchange, next: () => void): void {
  if (exchange.rootUrl !== undefined) {
    setBaseUrl(exchange, exchange.baseUrl.slice(0, -exchange.rootUrl.length))
    exchange.req.url = exchange.url
  }
  next()
}

function refuseUnmatched(exchange: Exchange, methods: string[]): void {
  const { req, res, next } = exchange
  if (next) {
    release(exchange)
    next()
    return
  }
  const allow = methods.join(',')
  if (methods.length === 0 || methods.includes(req.method ?? '')) refuse(req, res, 404)
  else if (req.method === 'OPTIONS') refuse(req, res, 200, allow, { Allow: allow })
  else refuse(req, res, 405, undefined, { Allow: allow })
}
