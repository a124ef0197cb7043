import { StringDecoder } from 'node:string_decoder'
import { failed } from '../../runtime/message/failed.js'

/** Decodes the bytes of a text that come in pieces; a character may be cut in two. */
export interface TextDecoder {
  write(bytes: Buffer): string
  end(): string
}

/**
 * The bytes of a text. `none` is UTF-8; the library for all others is loaded when one is used.
 *
 * @throws MillraceError NODE_FAILED where the encoding is unknown
 */
export async function encodeText(text: string, encoding: string): Promise<Buffer> {
  if (encoding === 'none') return Buffer.from(text)
  const iconv = await loadEncoding(encoding)
  return iconv.encode(text, encoding)
}

/** @throws MillraceError NODE_FAILED where the encoding is unknown */
export async function createDecoder(encoding: string): Promise<TextDecoder> {
  if (encoding === 'none') return new StringDecoder('utf8')
  const iconv = await loadEncoding(encoding)
  const decoder = iconv.getDecoder(encoding)
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' }
}

async function loadEncoding(encoding: string) {
  const { default: iconv } = await import('iconv-lite')
  if (!iconv.encodingExists(encoding)) throw failed(`No encoding is called "${encoding}".`)
  return iconv
}
