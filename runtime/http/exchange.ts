import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Prototypes } from './adopt.js'
import { writeAnswer } from './answer.js'
import type { AnswerRules } from './answer-rules.js'
import type { HttpAnswer, HttpResponse } from './door.js'
import type { ExpressBridge } from './express-bridge.js'
import type { Route } from './route-table.js'

/** What all requests of an entry share. */
export interface EntryShared {
  readonly express: ExpressBridge
  readonly answerRules: AnswerRules
}

/** Where a request and its response keep their {@link Exchange}. */
export const exchangeKey: unique symbol = Symbol('millrace exchange')

/** A request, its response, and what is known of them while they last. Made for every request: keep it small. */
export class Exchange implements HttpResponse {
  /** The node that the request's message was last delivered to; the engine sets it at each hop. */
  lastSeenAt: string | undefined = undefined
  route: Route | undefined = undefined
  /** When the request was handed to its node, in milliseconds of the process's clock. */
  deliveredAt = 0
  isCounted = false
  isBodyRead = false
  hasPassedExpress = false
  /** The part of the path that is the root of flows, where that is not the server's. */
  rootUrl: string | undefined = undefined
  prototypes: Prototypes = undefined
  baseUrl: string
  originalUrl: string
  /** As it came to us: below an application that mounts us, without the path of the mount. */
  readonly url: string
  query: unknown = undefined
  params: Record<string, string | undefined> | undefined = undefined
  /** How the request was answered, where it was not by its flow. */
  answeredWith: string | undefined = undefined

  constructor(
    readonly shared: EntryShared,
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
    readonly next: ((problem?: unknown) => void) | undefined,
  ) {
    this.url = req.url ?? '/'
    this.originalUrl = next ? textOf(req, 'originalUrl', this.url) : this.url
    this.baseUrl = next ? textOf(req, 'baseUrl', '') : ''
  }

  get isOpen(): boolean {
    return !this.res.headersSent && !this.res.writableEnded && !this.hasGone
  }

  /** The connection is closed, and nobody reads what is written. */
  get hasGone(): boolean {
    return this.res.destroyed || this.req.socket?.destroyed === true
  }

  get answeredHow(): string {
    return this.answeredWith ?? 'by an earlier message'
  }

  answer(answer: HttpAnswer): 'sent' | 'answered' | 'gone' {
    if (this.res.headersSent || this.res.writableEnded) return 'answered'
    if (this.hasGone) return 'gone'
    writeAnswer(this, answer)
    return 'sent'
  }
}

/** The exchange of a request or response of ours. */
export function exchangeOf(carrier: object): Exchange | undefined {
  return (carrier as { [exchangeKey]?: Exchange })[exchangeKey]
}

export function setExchange(exchange: Exchange): void {
  ;(exchange.req as { [exchangeKey]?: Exchange })[exchangeKey] = exchange
  ;(exchange.res as { [exchangeKey]?: Exchange })[exchangeKey] = exchange
}

/** Sets the path below which the request is served, also where an application that mounts us wrote one on it. */
export function setBaseUrl(exchange: Exchange, baseUrl: string): void {
  exchange.baseUrl = baseUrl
  ;(exchange.req as { baseUrl?: string }).baseUrl = baseUrl
}

/** What an application that mounts us has set on the request. */
function textOf(req: IncomingMessage, name: 'originalUrl' | 'baseUrl', otherwise: string): string {
  const value = Object.getOwnPropertyDescriptor(req, name)?.value
  return typeof value === 'string' ? value : otherwise
}
