import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request may not pass, as an HTTP status and a sentence. */
export interface Refusal {
  readonly statusCode: 401 | 403
  readonly reason: string
}

/**
 * Who may use the admin application.
 *
 * With a token: whoever shows it. Without one: programs on this machine, but no web page of another origin, which a
 * browser on this machine may have open. Such a page can send simple requests anywhere, and by making its own name
 * resolve to 127.0.0.1 it can even count as the same origin: hence the look at `Host`.
 */
export class AdminAccess {
  private readonly digest: Buffer | undefined

  constructor(token: string | undefined) {
    this.digest = token === undefined ? undefined : digestOf(token)
  }

  get needsToken(): boolean {
    return this.digest !== undefined
  }

  /** Compares in constant time. */
  isToken(given: unknown): boolean {
    return (
      this.digest !== undefined && typeof given === 'string' && timingSafeEqual(this.digest, digestOf(given))
    )
  }

  /** `undefined` where the request may pass. */
  refuse(request: IncomingMessage): Refusal | undefined {
    if (!this.needsToken) return refuseForeign(request)
    return this.isToken(readToken(request))
      ? undefined
      : { statusCode: 401, reason: 'The admin application asks for its token.' }
  }

  /** As `refuse`, for web sockets, which may show the token in their first message. */
  refuseSocket(request: IncomingMessage): Refusal | undefined {
    return this.needsToken ? undefined : refuseForeign(request)
  }
}

/** Of the header `Authorization: Bearer …`, else of the query. */
export function readToken({ headers, url }: IncomingMessage): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const query = url?.indexOf('?') ?? -1
  if (query === -1) return undefined
  return new URLSearchParams(url?.slice(query + 1)).get('access_token') ?? undefined
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^(::ffff:)?127(\.\d+){3}$/.test(name)
  )
}

function refuseForeign({ headers, socket }: IncomingMessage): Refusal | undefined {
  const deny = (reason: string): Refusal => ({
    statusCode: 403,
    reason: `${reason} Set a token to allow it.`,
  })
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined
  if (!isLoopback(socket.remoteAddress ?? '') || isForwarded)
    return deny('Without a token the admin application is for this machine only.')
  if (!isLoopback(nameOf(headers.host))) return deny('The host that was asked for is not this machine.')
  const { origin, 'sec-fetch-site': site } = headers
  const isOfPage = origin !== undefined && hostOf(origin) !== headers.host?.toLowerCase()
  if (isOfPage || site === 'cross-site' || site === 'same-site')
    return deny('A page of another origin asked.')
  return undefined
}

/** The name in `name:port`; an IPv6 address keeps its brackets. */
function nameOf(host: string | undefined): string {
  return host?.replace(/:\d+$/, '') ?? ''
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
