import type { AnswerRules } from './answer-rules.js'

/** The body of an answer and the type it has where nobody sets another. */
export interface AnswerBody {
  readonly content: string | Buffer | undefined
  readonly defaultType: string | undefined
  /** The browser shall not guess another type. */
  readonly noSniff: boolean
  /** The type is set even where somebody else set one. */
  readonly overridesType: boolean
}

/**
 * Makes the body of an answer from a payload: text and Buffers as they are, numbers as text, anything else as JSON.
 *
 * @param callback the function name of a client that asked for JSONP
 * @throws TypeError where the payload cannot be written as JSON
 */
export function encodeBody(payload: unknown, rules: AnswerRules, callback: string | undefined): AnswerBody {
  if (payload === undefined) return plain(undefined, undefined)
  if (typeof payload === 'string') return plain(payload, 'text/html; charset=utf-8')
  if (typeof payload === 'number' || typeof payload === 'bigint') {
    return plain(String(payload), 'text/html; charset=utf-8')
  }
  if (Buffer.isBuffer(payload)) return plain(payload, 'application/octet-stream')
  return callback ? asScript(writeJson(payload, rules), callback) : asJson(writeJson(payload, rules))
}

/** The callback of a JSONP request, with only what can be part of a member expression. */
export function callbackOf(query: unknown, rules: AnswerRules): string | undefined {
  const value: unknown = (query as Record<string, unknown> | null)?.[rules.callbackName]
  const name: unknown = Array.isArray(value) ? value[0] : value
  return typeof name === 'string' && name !== '' ? name.replace(/[^[\]\w$.]/g, '') : undefined
}

function plain(content: AnswerBody['content'], defaultType: string | undefined): AnswerBody {
  return { content, defaultType, noSniff: false, overridesType: false }
}

function asJson(content: string): AnswerBody {
  return { content, defaultType: 'application/json; charset=utf-8', noSniff: true, overridesType: false }
}

// The comment and the typeof keep the answer from being taken for a Flash file, and from failing where the function
// is gone; the two separators are line ends in a script and not in JSON.
function asScript(json: string, callback: string): AnswerBody {
  const argument = json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
  const content = `/**/ typeof ${callback} === 'function' && ${callback}(${argument});`
  return { content, defaultType: 'text/javascript; charset=utf-8', noSniff: true, overridesType: true }
}

function writeJson(payload: unknown, rules: AnswerRules): string {
  const json = JSON.stringify(payload, rules.jsonReplacer, rules.jsonSpaces) as string | undefined
  if (json === undefined) throw new TypeError(`A ${typeof payload} cannot be sent as an answer`)
  if (!rules.escapesJson) return json
  return json.replace(/[<>&]/g, (mark) => `\\u00${mark.charCodeAt(0).toString(16)}`)
}
