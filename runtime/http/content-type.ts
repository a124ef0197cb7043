/** A Content-Type header, taken apart. */
export interface ContentType {
  /** In lower case, such as `application/json`. */
  readonly mediaType: string
  /** Names in lower case, values as they were written, without quotes. */
  readonly parameters: ReadonlyMap<string, string>
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const mediaTypeShape = new RegExp(`^${token}/${token}$`)
const parameterShape = new RegExp(
  `;[ \\t]*(${token})[ \\t]*=[ \\t]*("(?:[^"\\\\]|\\\\.)*"|${token})[ \\t]*`,
  'y',
)

/** Reads a Content-Type header; `undefined` where it is not one. */
export function readContentType(header: string): ContentType | undefined {
  const end = header.indexOf(';')
  const mediaType = (end === -1 ? header : header.slice(0, end)).trim().toLowerCase()
  if (!mediaTypeShape.test(mediaType)) return undefined
  const parameters = new Map<string, string>()
  let at = end === -1 ? header.length : end
  while (at < header.length) {
    const match = parameterAt(header, at)
    if (!match) return undefined
    parameters.set(match[1]!.toLowerCase(), unquote(match[2]!))
    at += match[0].length
  }
  return { mediaType, parameters }
}

/** As Express's `res.set` does: a text type that names no charset is one of UTF-8. */
export function withDefaultCharset(header: string): string {
  if (/;\s*charset\s*=/.test(header)) return header
  const mediaType = header.split(';', 1)[0]!
  return /^text\/|^application\/(javascript|json)/.test(mediaType) ? `${header}; charset=utf-8` : header
}

/** As Express's `res.send` does with text: whatever the type, its charset is UTF-8. */
export function withUtf8(header: string): string {
  const type = readContentType(header)
  if (!type) return header
  const parameters = new Map(type.parameters).set('charset', 'utf-8')
  const written = [...parameters].sort(([first], [second]) => (first < second ? -1 : 1))
  return `${type.mediaType}${written.map(([name, value]) => `; ${name}=${quote(value)}`).join('')}`
}

/** The types that text was sent with lately, since a flow sends the same few again and again. */
export class ContentTypeMemory {
  readonly #utf8 = new Map<string, string>()

  /** The same as {@link withUtf8}. */
  withUtf8(header: string): string {
    const known = this.#utf8.get(header)
    if (known !== undefined) return known
    const completed = withUtf8(header)
    // A flow that makes up a type for each answer must not fill the memory.
    if (this.#utf8.size >= 100) this.#utf8.clear()
    this.#utf8.set(header, completed)
    return completed
  }
}

function parameterAt(header: string, at: number): RegExpExecArray | null {
  parameterShape.lastIndex = at
  return parameterShape.exec(header)
}

function quote(value: string): string {
  return new RegExp(`^${token}$`).test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
}
