import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { type ContentType, readContentType } from './content-type.js'
import { lazyPackages } from './lazy-packages.js'
import { encodingOf, inflate, readBody } from './read-body.js'
import { RefusedRequest } from './refusal.js'

export interface BodyOptions {
  /** Greatest length, in bytes, before and after a Content-Encoding is undone. */
  limit: number
  /** The body stays a Buffer, just as it came. */
  skipParsing: boolean
}

/**
 * Reads and parses the body of a request by its type: JSON, forms, text; anything else is a Buffer.
 *
 * @param done gets the refusal of a body that cannot be taken, or the body; not called where the client hangs up
 */
export function parseBody(
  req: IncomingMessage,
  options: BodyOptions,
  done: (refused: Error | undefined, body: unknown) => void,
): void {
  readBody(req, options.limit, (refused, bytes) => {
    if (refused || options.skipParsing) done(refused, bytes)
    else parseBytes(req, bytes, options.limit, done)
  })
}

function parseBytes(
  req: IncomingMessage,
  bytes: Buffer,
  limit: number,
  done: (refused: Error | undefined, body: unknown) => void,
): void {
  let body: unknown
  try {
    const parser = chooseParser(req)
    const encoding = encodingOf(req)
    if (encoding && parser.inflates) {
      const parsed = inflate(bytes, encoding, limit).then((plain) => parser.read(plain))
      parsed.then((inflated) => done(undefined, inflated), done as (refused: Error) => void)
      return
    }
    body = parser.read(bytes)
  } catch (error) {
    done(error as Error, undefined)
    return
  }
  done(undefined, body)
}

interface BodyParser {
  read(bytes: Buffer): unknown
  /** Binary bodies are handed on as they came, Content-Encoding and all. */
  inflates: boolean
}

/** @throws RefusedRequest 400 for a Content-Type that is none, 415 for a charset that cannot be read */
function chooseParser(req: IncomingMessage): BodyParser {
  const header = req.headers['content-type']
  if (!header) return { read: (bytes) => decode(bytes, 'utf-8'), inflates: true }
  const type = readContentType(header)
  if (!type) throw new RefusedRequest(400, `The content type "${header}" cannot be parsed.`)
  if (hasBody(req) && type.mediaType === 'application/json') return jsonParser(charsetOf(type))
  if (hasBody(req) && type.mediaType === 'application/x-www-form-urlencoded')
    return formParser(charsetOf(type))
  if (isText(type)) return { read: (bytes) => decode(bytes, 'utf-8'), inflates: true }
  if (isBinary(type)) return { read: (bytes) => bytes, inflates: false }
  return { read: (bytes) => (isUtf8(bytes) ? decode(bytes, 'utf-8') : bytes), inflates: false }
}

function jsonParser(charset: string): BodyParser {
  if (!/^utf-(8|16|16le|16be)$/.test(charset)) throw badCharset(charset)
  return { read: (bytes) => parseJson(decode(bytes, charset)), inflates: true }
}

function formParser(charset: string): BodyParser {
  if (charset !== 'utf-8') throw badCharset(charset)
  return { read: (bytes) => parseForm(decode(bytes, charset)), inflates: true }
}

/** Only objects and arrays, as `body-parser` takes them for Node-RED; no text at all is an empty object. */
function parseJson(text: string): unknown {
  if (text === '') return {}
  if (!/^[ \t\n\r]*[[{]/.test(text)) throw new RefusedRequest(400, 'The body is not a JSON object or array.')
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RefusedRequest(400, 'The body is not valid JSON.', { cause })
  }
}

const maxParameters = 1000
const maxDepth = 32

function parseForm(text: string): unknown {
  if (text === '') return {}
  const count = text.split('&', maxParameters + 1).length
  if (count > maxParameters) throw new RefusedRequest(413, `The form has more than ${maxParameters} fields.`)
  try {
    return lazyPackages.qs().parse(text, {
      allowPrototypes: true,
      arrayLimit: Math.max(100, count),
      depth: maxDepth,
      strictDepth: true,
      parameterLimit: maxParameters,
    })
  } catch (cause) {
    throw new RefusedRequest(400, `The form is nested deeper than ${maxDepth} levels.`, { cause })
  }
}

/** Whether a request says that a body follows, be it an empty one. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return (
    headers['transfer-encoding'] !== undefined ||
    !Number.isNaN(Number(headers['content-length'] ?? Number.NaN))
  )
}

function isText({ mediaType }: ContentType): boolean {
  return mediaType.startsWith('text/') || mediaType.endsWith('/xml') || mediaType.endsWith('+xml')
}

function isBinary({ mediaType }: ContentType): boolean {
  return !mediaType.startsWith('application/') || binaryApplications.has(mediaType)
}

const binaryApplications: ReadonlySet<string> = new Set([
  'application/octet-stream',
  'application/cbor',
  'application/x-protobuf',
])

function charsetOf(type: ContentType): string {
  return (type.parameters.get('charset') ?? 'utf-8').toLowerCase()
}

/** Without the byte-order mark. */
function decode(bytes: Buffer, charset: string): string {
  return charset === 'utf-8' && bytes[0] !== 0xef
    ? bytes.toString('utf8')
    : new TextDecoder(charset).decode(bytes)
}

function badCharset(charset: string): RefusedRequest {
  return new RefusedRequest(415, `The charset "${charset}" is not supported.`)
}
