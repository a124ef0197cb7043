import { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { type Exchange, exchangeKey, exchangeOf } from './exchange.js'
import { lazyPackages } from './lazy-packages.js'
import { withSlash } from './route-path.js'

/**
 * A request with the properties that Express 4 gives one, each made when it is first read. `msg.req` is one of these.
 * Node.js's HTTP server makes requests of this class; others are given its prototype.
 *
 * Whoever listens to the server itself gets a request before it has an exchange, and it is then as bare as Node.js
 * makes one: nothing is there, and what is set stays.
 */
export class EntryRequest extends IncomingMessage {
  declare [exchangeKey]: Exchange

  get app(): unknown {
    return exchangeOf(this)?.shared.express.application
  }

  get res(): unknown {
    return this[exchangeKey].res
  }

  set res(value: unknown) {
    keep(this, 'res', value)
  }

  get originalUrl(): string | undefined {
    return exchangeOf(this)?.originalUrl
  }

  set originalUrl(value: string) {
    put(this, 'originalUrl', value)
  }

  get baseUrl(): string | undefined {
    return exchangeOf(this)?.baseUrl
  }

  set baseUrl(value: string) {
    put(this, 'baseUrl', value)
  }

  get path(): string {
    return pathOf(this.url ?? '/')
  }

  get query(): unknown {
    const exchange = exchangeOf(this)
    if (exchange === undefined) return undefined
    exchange.query ??= readQuery(this, exchange)
    return exchange.query
  }

  set query(value: unknown) {
    put(this, 'query', value)
  }

  get params(): Record<string, string | undefined> | undefined {
    const exchange = exchangeOf(this)
    if (exchange === undefined) return undefined
    exchange.params ??= {}
    return exchange.params
  }

  set params(value: Record<string, string | undefined>) {
    put(this, 'params', value)
  }

  get route(): unknown {
    const options = exchangeOf(this)?.route?.options
    return options && { path: withSlash(options.path), methods: { [options.method]: true } }
  }

  set route(value: unknown) {
    keep(this, 'route', value)
  }

  /** By name; a value that begins with `j:` is read as JSON, as Express's parser does. */
  get cookies(): unknown {
    return keep(this, 'cookies', readCookies(this.headers.cookie))
  }

  set cookies(value: unknown) {
    keep(this, 'cookies', value)
  }

  /** Always empty: nothing signs cookies. */
  get signedCookies(): unknown {
    return keep(this, 'signedCookies', {})
  }

  set signedCookies(value: unknown) {
    keep(this, 'signedCookies', value)
  }

  get ip(): unknown {
    return trustsNothing(this) ? this.socket.remoteAddress : readExpress(this, 'ip')
  }

  get ips(): unknown {
    return trustsNothing(this) ? [] : readExpress(this, 'ips')
  }

  get protocol(): unknown {
    if (!trustsNothing(this)) return readExpress(this, 'protocol')
    return (this.socket as TLSSocket).encrypted ? 'https' : 'http'
  }

  get secure(): boolean {
    return this.protocol === 'https'
  }

  get hostname(): unknown {
    return readExpress(this, 'hostname')
  }

  get host(): unknown {
    return readExpress(this, 'host')
  }

  get subdomains(): unknown {
    return readExpress(this, 'subdomains')
  }

  get fresh(): unknown {
    return readExpress(this, 'fresh')
  }

  get stale(): unknown {
    return readExpress(this, 'stale')
  }

  get xhr(): boolean {
    return this.get('X-Requested-With')?.toString().toLowerCase() === 'xmlhttprequest'
  }

  get(name: string): string | string[] | undefined {
    const key = name.toLowerCase()
    if (key === 'referer' || key === 'referrer') return this.headers.referrer ?? this.headers.referer
    return this.headers[key]
  }

  header(name: string): string | string[] | undefined {
    return this.get(name)
  }
}

const methodsOfExpress = [
  'accepts',
  'acceptsCharset',
  'acceptsCharsets',
  'acceptsEncoding',
  'acceptsEncodings',
  'acceptsLanguage',
  'acceptsLanguages',
  'is',
  'param',
  'range',
]
for (const name of methodsOfExpress) {
  Object.defineProperty(EntryRequest.prototype, name, {
    configurable: true,
    writable: true,
    value(this: EntryRequest, ...parameters: unknown[]) {
      return this[exchangeKey].shared.express.call('request', name, this, parameters)
    },
  })
}

/**
 * Writes on a request itself what it else takes from its prototype: an application of another copy of Express, mounted
 * by a package, puts its own prototype in the place of ours.
 */
export function keepAsOwn({ req, originalUrl, baseUrl, params }: Exchange): void {
  keep(req, 'query', (req as EntryRequest).query)
  keep(req, 'originalUrl', originalUrl)
  keep(req, 'baseUrl', baseUrl)
  keep(req, 'params', params ?? {})
}

/** The path of a request's target, as it was written. */
export function pathOf(url: string): string {
  const end = url.indexOf('?')
  const target = end === -1 ? url : url.slice(0, end)
  // A client that takes us for a proxy writes the whole address.
  return target.startsWith('/') || target === '*' ? target : pathOfAddress(target)
}

function pathOfAddress(target: string): string {
  return URL.canParse(target) ? new URL(target).pathname : target
}

/** As Express 4 parses queries. */
const queryOptions = { allowPrototypes: true, arrayLimit: 1000 }

function readQuery(request: EntryRequest, exchange: Exchange): unknown {
  const url = request.url ?? ''
  const start = url.indexOf('?')
  if (start === -1 || start === url.length - 1) return {}
  const text = url.slice(start + 1)
  const { queryParser } = exchange.shared.answerRules
  return queryParser ? queryParser(text) : lazyPackages.qs().parse(text, queryOptions)
}

function readCookies(header: string | undefined): Record<string, unknown> {
  if (!header) return {}
  const cookies: Record<string, unknown> = lazyPackages.cookie().parse(header)
  for (const [name, value] of Object.entries(cookies)) cookies[name] = readJsonCookie(value)
  return cookies
}

function readJsonCookie(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('j:')) return value
  try {
    return JSON.parse(value.slice(2))
  } catch {
    return value
  }
}

function trustsNothing(request: EntryRequest): boolean {
  return exchangeOf(request)?.shared.answerRules.trustsNoProxy ?? true
}

function readExpress(request: EntryRequest, name: string): unknown {
  return exchangeOf(request)?.shared.express.read(name, request)
}

/** Sets a property of the exchange, or of a request that has none yet. */
function put<Name extends 'originalUrl' | 'baseUrl' | 'query' | 'params'>(
  request: EntryRequest,
  name: Name,
  value: Exchange[Name],
): void {
  const exchange = exchangeOf(request)
  if (exchange === undefined) keep(request, name, value)
  else exchange[name] = value
}

function keep<Value>(request: object, name: string, value: Value): Value {
  Object.defineProperty(request, name, { value, configurable: true, enumerable: true, writable: true })
  return value
}
