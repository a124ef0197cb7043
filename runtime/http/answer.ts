import type { ServerResponse } from 'node:http'
import { type AnswerBody, callbackOf, encodeBody } from './answer-body.js'
import { writeCookies } from './answer-cookies.js'
import type { AnswerRules } from './answer-rules.js'
import { withDefaultCharset } from './content-type.js'
import type { HttpAnswer } from './door.js'
import type { Exchange } from './exchange.js'
import { lazyPackages } from './lazy-packages.js'

type HeaderValue = string | string[]

const notAscii = /[\u0080-\u{10ffff}]/u

/**
 * Answers a request with the same status, headers and body that `res.status(…).set(…).jsonp(…)` or `.send(…)` of
 * Express 4 gives. Written out here since Express takes longer for it than everything else in a small flow.
 *
 * @throws where a status code or header cannot be sent, or the body cannot be written as JSON
 */
export function writeAnswer(exchange: Exchange, answer: HttpAnswer): void {
  const { res, req, shared } = exchange
  const rules = shared.answerRules
  const body = encodeBody(answer.body, rules, askedCallback(exchange, answer.body))
  const headers = new AnswerHeaders(res)
  headers.setAll(answer.headers)
  if (answer.cookies) writeCookies(headers, answer.cookies)
  headers.describe(body, rules)
  const statusCode = isFresh(exchange, answer.statusCode, headers) ? 304 : answer.statusCode
  const content = stripBody(statusCode, headers, body.content)
  headers.write(statusCode, rules.keepsHeaders)
  if (req.method === 'HEAD') res.end()
  // Node.js writes the head in the encoding of a text that follows it: headers of latin letters would be UTF-8.
  else res.end(typeof content === 'string' && headers.beyondAscii ? Buffer.from(content) : content)
}

/** The headers of an answer, over those that the response has already. Later ones of a name replace earlier ones. */
export class AnswerHeaders {
  /** By name in lower case. */
  readonly #values = new Map<string, HeaderValue>()
  /** Whether a header that the flow set has letters that are no ASCII. */
  beyondAscii = false

  constructor(private readonly res: ServerResponse) {}

  get(name: string): unknown {
    return this.#values.get(name) ?? this.res.getHeader(name)
  }

  set(name: string, value: HeaderValue): void {
    this.#values.set(name, value)
  }

  remove(name: string): void {
    this.#values.delete(name)
    if (this.res.hasHeader(name)) this.res.removeHeader(name)
  }

  setAll(headers: Readonly<Record<string, unknown>> | undefined): void {
    if (!headers) return
    for (const name of Object.keys(headers)) {
      const value = headers[name]
      this.#setOne(name.toLowerCase(), value)
      if (notAscii.test(String(value))) this.beyondAscii = true
    }
  }

  /** Sets the headers that follow from the body. */
  describe({ content, defaultType, noSniff, overridesType }: AnswerBody, rules: AnswerRules): void {
    const type = this.get('content-type')
    const isDefault = !type || overridesType
    if (isDefault && defaultType) {
      if (noSniff) this.set('x-content-type-options', 'nosniff')
      this.set('content-type', defaultType)
    } else if (typeof content === 'string' && typeof type === 'string') {
      this.set('content-type', rules.contentTypes.withUtf8(type))
    }
    if (content === undefined) {
      if (this.get('content-length') === undefined) this.set('content-length', '0')
      return
    }
    // Whatever a flow copied from another answer, the length and the framing are those of this body.
    this.remove('transfer-encoding')
    this.set('content-length', String(Buffer.byteLength(content)))
    if (rules.entityTag && !this.get('etag')) {
      const tag = rules.entityTag(content)
      if (tag) this.set('etag', tag)
    }
  }

  /** Writes the head of the response: at once, or one by one where somebody may read the headers afterwards. */
  write(statusCode: number, keepsHeaders: boolean): void {
    if (!keepsHeaders && this.res.getHeaderNames().length === 0) {
      const list: HeaderValue[] = []
      for (const [name, value] of this.#values) list.push(name, value)
      this.res.writeHead(statusCode, list as string[])
      return
    }
    for (const [name, value] of this.#values) this.res.setHeader(name, value)
    this.res.writeHead(statusCode)
  }

  #setOne(name: string, value: unknown): void {
    if (name !== 'content-type') {
      this.#values.set(name, Array.isArray(value) ? value.map(String) : String(value))
    } else if (Array.isArray(value)) {
      throw new TypeError('The header Content-Type cannot be a list')
    } else {
      this.#values.set(name, withDefaultCharset(String(value)))
    }
  }
}

function askedCallback(exchange: Exchange, payload: unknown): string | undefined {
  if (typeof payload !== 'object' && typeof payload !== 'boolean') return undefined
  const hasQuery = exchange.query !== undefined || exchange.req.url?.includes('?')
  if (!hasQuery) return undefined
  return callbackOf((exchange.req as { query?: unknown }).query, exchange.shared.answerRules)
}

/** Whether the client has this answer already. */
function isFresh(exchange: Exchange, statusCode: number, headers: AnswerHeaders): boolean {
  const { method, headers: asked } = exchange.req
  if (asked['if-none-match'] === undefined && asked['if-modified-since'] === undefined) return false
  if (method !== 'GET' && method !== 'HEAD') return false
  if ((statusCode < 200 || statusCode >= 300) && statusCode !== 304) return false
  const has = { etag: headers.get('etag'), 'last-modified': headers.get('last-modified') }
  return lazyPackages.fresh()(asked, has)
}

/** Takes away what an answer of a status that has no body must not say; gives the body that is sent. */
function stripBody(statusCode: number, headers: AnswerHeaders, content: AnswerBody['content']) {
  if (statusCode === 204 || statusCode === 304) {
    headers.remove('content-type')
    headers.remove('content-length')
    headers.remove('transfer-encoding')
    return undefined
  }
  if (statusCode === 205) {
    headers.set('content-length', '0')
    headers.remove('transfer-encoding')
    return undefined
  }
  return content
}
