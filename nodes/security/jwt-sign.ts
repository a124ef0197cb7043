import { constants, createHmac, type KeyObject, sign } from 'node:crypto'
import { MillraceError } from '../../runtime/errors.js'
import { failed } from '../../runtime/message/failed.js'

export const algorithms = [
  ...(['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512'] as const),
  ...(['PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const),
] as const

export type Algorithm = (typeof algorithms)[number]

type Family = 'HS' | 'RS' | 'PS' | 'ES'
type SignText = (text: string) => string

/** How each family signs. The HMAC path is written for speed: see the bench of the documented flow. */
const families: Readonly<Record<Family, (digest: string, key: KeyObject) => SignText>> = {
  HS: (digest, key) => (text) => createHmac(digest, key).update(text).digest('base64url'),
  RS: (digest, key) => (text) => sign(digest, Buffer.from(text), key).toString('base64url'),
  PS: (digest, key) => {
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = constants
    return (text) => sign(digest, Buffer.from(text), { key, padding, saltLength }).toString('base64url')
  },
  // A token carries r and s side by side, not in the DER form that is OpenSSL's default.
  ES: (digest, key) => (text) =>
    sign(digest, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
}

/**
 * Makes the function that turns claims into a token.
 *
 * It signs with node:crypto, since loading a library for these few lines would take longer than the rest of the
 * start, and encodes the header, which never changes, once.
 *
 * @param lifetime seconds from `iat` to `exp`; `undefined`: no `exp`
 * @throws MillraceError NODE_START_FAILED where the key does not sign with the algorithm
 */
export function makeSigner(
  algorithm: Algorithm,
  key: KeyObject,
  lifetime: number | undefined,
  label: string,
) {
  const header = `${encodeBase64(JSON.stringify({ alg: algorithm, typ: 'JWT' }))}.`
  const signText = families[algorithm.slice(0, 2) as Family](`sha${algorithm.slice(2)}`, key)
  try {
    // A key may forbid a digest or a salt length, which shows only when it signs.
    signText(header)
  } catch (cause) {
    throw new MillraceError('NODE_START_FAILED', `${label}: the key does not sign with ${algorithm}.`, {
      cause,
    })
  }
  return (claims: unknown): string => {
    const text = header + encodeBase64(writeClaims(claims, lifetime))
    return `${text}.${signText(text)}`
  }
}

const encodeBase64 = (text: string): string => Buffer.from(text).toString('base64url')

/** The claims as JSON, with `iat` unless they have one, and `exp` where there is a lifetime. */
function writeClaims(claims: unknown, lifetime: number | undefined): string {
  checkClaims(claims)
  if (claims.exp !== undefined && lifetime !== undefined) {
    throw failed(
      'msg.payload has an "exp" of its own, and the jwt-config sets a lifetime too. Remove one of them.',
    )
  }
  const json = JSON.stringify(claims)
  const issuedAt = claims.iat ?? Math.floor(Date.now() / 1000)
  let added = claims.iat === undefined ? `,"iat":${issuedAt}` : ''
  if (lifetime !== undefined) added += `,"exp":${issuedAt + lifetime}`
  // Appending to the text takes a third off the time of a token, compared with copying the claims (documented flow).
  return json === '{}' ? `{${added.slice(1)}}` : `${json.slice(0, -1)}${added}}`
}

interface Claims {
  iat?: number
  exp?: number
  nbf?: number
}

function checkClaims(claims: unknown): asserts claims is Claims {
  if (!isPlainObject(claims)) {
    const kind = Array.isArray(claims) ? 'an array' : claims === null ? 'null' : `of type ${typeof claims}`
    throw failed(`The claims of a token must be a plain object, but msg.payload is ${kind}.`)
  }
  for (const claim of ['iat', 'exp', 'nbf']) {
    const seconds = claims[claim]
    if (seconds === undefined || Number.isFinite(seconds)) continue
    throw failed(
      `The claim "${claim}" must be a number of seconds since 1970, but is ${JSON.stringify(seconds)}.`,
    )
  }
}

/** Objects of another realm are plain too, though their prototype is not ours. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
