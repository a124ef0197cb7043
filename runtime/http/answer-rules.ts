import { hash } from 'node:crypto'
import { ContentTypeMemory } from './content-type.js'
import type { ExpressBridge } from './express-bridge.js'

/** How answers are written and requests read, as the settings of an Express application say. */
export interface AnswerRules {
  /** The ETag of a body, or `undefined` for none. */
  readonly entityTag: ((body: string | Buffer) => string | undefined) | undefined
  readonly jsonReplacer: ((this: unknown, key: string, value: unknown) => unknown) | undefined
  readonly jsonSpaces: string | number | undefined
  /** Write `<`, `>` and `&` of JSON as escapes. */
  readonly escapesJson: boolean
  /** The query parameter that asks for JSONP. */
  readonly callbackName: string
  /** What stands after the `?` to `req.query`; `undefined`: nested values, as Express 4 reads them. */
  readonly queryParser: ((text: string) => unknown) | undefined
  /** The headers of proxies say nothing about the client. */
  readonly trustsNoProxy: boolean
  readonly contentTypes: ContentTypeMemory
  /** Something may read a response's headers after it was sent, so they are set one by one. */
  readonly keepsHeaders: boolean
}

/** Reads the rules from `httpServerOptions`; the application is only made where one of them needs it. */
export function readAnswerRules(
  settings: Readonly<Record<string, unknown>>,
  bridge: ExpressBridge,
  keepsHeaders: boolean,
): AnswerRules {
  return {
    entityTag: readEntityTag(settings.etag, bridge),
    jsonReplacer: settings['json replacer'] as AnswerRules['jsonReplacer'],
    jsonSpaces: settings['json spaces'] as AnswerRules['jsonSpaces'],
    escapesJson: Boolean(settings['json escape']),
    callbackName: String(settings['jsonp callback name'] ?? 'callback'),
    queryParser: readQueryParser(settings['query parser'], bridge),
    trustsNoProxy: !settings['trust proxy'],
    contentTypes: new ContentTypeMemory(),
    keepsHeaders,
  }
}

function readEntityTag(setting: unknown, bridge: ExpressBridge): AnswerRules['entityTag'] {
  if (setting === false) return undefined
  if (setting === undefined || setting === true || setting === 'weak') return weakEntityTag
  return (body) => {
    const make = bridge.application.get('etag fn') as (body: string | Buffer, encoding: string) => string
    return make(body, 'utf8') || undefined
  }
}

/** The same as Express's: length and the head of the SHA-1. */
function weakEntityTag(body: string | Buffer): string {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  return `W/"${length.toString(16)}-${hash('sha1', body, 'base64').slice(0, 27)}"`
}

function readQueryParser(setting: unknown, bridge: ExpressBridge): AnswerRules['queryParser'] {
  if (setting === undefined || setting === true || setting === 'extended') return undefined
  return (text) => {
    const parse = bridge.application.get('query parser fn') as ((text: string) => unknown) | undefined
    return parse ? parse(text) : {}
  }
}
