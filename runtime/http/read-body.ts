import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { RefusedRequest } from './refusal.js'

/**
 * Reads a request's body as it came.
 *
 * @param limit greatest length, in bytes
 * @param done gets the body, or the refusal of one that is too large; is not called where the client hangs up
 */
export function readBody(
  req: IncomingMessage,
  limit: number,
  done: (refused: RefusedRequest | undefined, body: Buffer) => void,
): void {
  if (Number(req.headers['content-length']) > limit) {
    done(tooLarge(limit), Buffer.alloc(0))
    return
  }
  const chunks: Buffer[] = []
  let length = 0
  const onData = (chunk: Buffer) => {
    length += chunk.length
    chunks.push(chunk)
    if (length > limit) finish(tooLarge(limit))
  }
  const onEnd = () => finish(undefined)
  const finish = (refused: RefusedRequest | undefined) => {
    req.off('data', onData)
    req.off('end', onEnd)
    if (refused) req.resume()
    done(refused, refused ? Buffer.alloc(0) : joinChunks(chunks, length))
  }
  req.on('data', onData)
  req.on('end', onEnd)
  // A client that hangs up is noticed where the response closes; without a listener it would be thrown.
  req.on('error', ignore)
}

/**
 * Undoes a Content-Encoding.
 *
 * @throws RefusedRequest 415 for an encoding that is not known, 413 where the result is too large, 400 for bad data
 */
export async function inflate(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const decode = decoders.get(encoding)
  if (!decode) throw new RefusedRequest(415, `The content encoding "${encoding}" is not supported.`)
  try {
    return await decode(body, { maxOutputLength: limit })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new RefusedRequest(400, `The body is not valid ${encoding}.`, { cause })
  }
}

export function tooLarge(limit: number): RefusedRequest {
  return new RefusedRequest(413, `The body is larger than ${limit} bytes.`)
}

/** The encoding of a body, or `undefined` where it came as it is. */
export function encodingOf(req: IncomingMessage): string | undefined {
  const encoding = req.headers['content-encoding']?.toLowerCase()
  return encoding === undefined || encoding === '' || encoding === 'identity' ? undefined : encoding
}

const decoders: ReadonlyMap<string, (body: Buffer, options: zlib.ZlibOptions) => Promise<Buffer>> = new Map([
  ['gzip', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip)],
  ['deflate', promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate)],
  ['br', promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)],
])

function joinChunks(chunks: Buffer[], length: number): Buffer {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)
}

function ignore(): void {}
