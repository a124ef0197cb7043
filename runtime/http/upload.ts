import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Middleware } from './entry-options.js'
import { lazyPackages } from './lazy-packages.js'
import { tooLarge } from './read-body.js'
import { RefusedRequest } from './refusal.js'

/** A file of a multipart request, as `msg.req.files` lists it. */
export interface UploadedFile {
  fieldname: string
  originalname: string
  encoding: string
  mimetype: string
  buffer: Buffer
  /** In bytes. */
  size: number
}

type StoreFile = (
  req: IncomingMessage,
  file: { stream: Readable },
  done: (error: Error | null, stored?: Partial<UploadedFile>) => void,
) => void

/**
 * Reads a multipart request: its fields into `req.body`, its files into `req.files`, in memory. The limit holds for
 * all of it together.
 *
 * @param done gets the refusal of a request that is too large or not multipart as it should be
 */
export function readUpload(
  req: IncomingMessage,
  res: ServerResponse,
  limit: number,
  done: (refused: Error | undefined) => void,
): void {
  if (Number(req.headers['content-length']) > limit) {
    done(tooLarge(limit))
    return
  }
  createReader(limit)(req, res, (problem) => {
    if (problem) req.resume()
    done(problem ? refusalOf(problem, limit) : undefined)
  })
}

function createReader(limit: number): Middleware {
  let remaining = limit
  const storeFile: StoreFile = (_req, { stream }, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => {
      remaining -= chunk.length
      if (remaining >= 0) chunks.push(chunk)
    })
    stream.on('error', done)
    stream.on('end', () => {
      const buffer = Buffer.concat(chunks)
      if (remaining < 0) done(tooLarge(limit))
      else done(null, { buffer, size: buffer.length })
    })
  }
  const removeFile = (_req: IncomingMessage, _file: unknown, done: (error: Error | null) => void) =>
    done(null)
  const storage = { _handleFile: storeFile, _removeFile: removeFile }
  return lazyPackages
    .multer()({ storage, limits: { fieldSize: limit, fileSize: limit } })
    .any()
}

function refusalOf(problem: unknown, limit: number): Error {
  if (problem instanceof RefusedRequest) return problem
  const code = (problem as { code?: unknown } | null)?.code
  if (typeof code === 'string' && code.startsWith('LIMIT_')) return tooLarge(limit)
  return new RefusedRequest(400, 'The body is not valid multipart data.', { cause: problem })
}
