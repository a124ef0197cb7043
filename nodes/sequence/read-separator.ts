import { MillraceError } from '../../runtime/errors.js'

/** What `\n` and the like mean in a separator. `\e` is the letter, as it always was in Node-RED. */
const escapes: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\e': 'e',
  '\\f': '\f',
  '\\0': '\0',
}

/** The text of a separator as written in the editor. */
export function readSeparator(text: string): string {
  return text.replace(/\\[nrtef0]/g, (written) => escapes[written] ?? written)
}

/**
 * The bytes of a separator written as a JSON list.
 *
 * @throws MillraceError BAD_TYPED_VALUE
 */
export function readSeparatorBytes(text: string): number[] {
  const bytes = parseOrUndefined(text)
  if (!Array.isArray(bytes)) {
    throw new MillraceError('BAD_TYPED_VALUE', `${JSON.stringify(text)} is no JSON list of bytes.`)
  }
  return [...Buffer.from(bytes)]
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
