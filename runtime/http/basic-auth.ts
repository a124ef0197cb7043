import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { BasicAuth, Middleware } from './entry-options.js'
import { listMiddleware } from './middleware.js'
import { refuse } from './refusal.js'

/** The middleware that a setting like `httpNodeAuth` asks for. */
export function createAuthentication(
  setting: BasicAuth | Middleware | readonly Middleware[] | undefined,
): readonly Middleware[] {
  return isBasicAuth(setting) ? [createBasicAuth(setting)] : listMiddleware(setting)
}

function isBasicAuth(setting: unknown): setting is BasicAuth {
  return typeof setting === 'object' && setting !== null && 'user' in setting && 'pass' in setting
}

/** Asks for a user and a password, which is compared with a bcrypt hash. Preflight requests carry none, and pass. */
function createBasicAuth({ user, pass }: BasicAuth): Middleware {
  const isRight = createPasswordCheck(String(pass))
  return (req, res, next) => {
    if (req.method === 'OPTIONS') return next()
    const given = readCredentials(req)
    const deny = () =>
      refuse(req, res, 401, undefined, { 'WWW-Authenticate': 'Basic realm="Authorization Required"' })
    if (!given || !isSame(given.user, user)) return deny()
    isRight(given.password).then((right) => (right ? next() : deny()), next)
  }
}

/** A bcrypt comparison takes a tenth of a second on purpose, so the last right password is known by its digest. */
function createPasswordCheck(hash: string): (password: string) => Promise<boolean> {
  let lastRight: Buffer | undefined
  return async (password) => {
    const digest = digestOf(password)
    if (lastRight && timingSafeEqual(digest, lastRight)) return true
    const { compare } = await import('bcryptjs')
    const right = await compare(password, hash)
    if (right) lastRight = digest
    return right
  }
}

function readCredentials(req: IncomingMessage): { user: string; password: string } | undefined {
  const encoded = /^basic +([\w+/=-]+) *$/i.exec(req.headers.authorization ?? '')?.[1]
  if (!encoded) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

function isSame(first: string, second: string): boolean {
  return timingSafeEqual(digestOf(first), digestOf(second))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
