import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'

/** Why a request is not handed to its node, and what its client is told. */
export class RefusedRequest extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'RefusedRequest'
  }
}

/**
 * Answers with a status and one sentence: as JSON, `{"error":"…"}`, to a client that accepts JSON by name, else as
 * text. Does nothing where an answer was begun already.
 */
export function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  statusCode: number,
  sentence: string = STATUS_CODES[statusCode] ?? String(statusCode),
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.writableEnded || res.destroyed) return
  const wantsJson = /\bjson\b/i.test(req.headers.accept ?? '')
  const body = wantsJson ? JSON.stringify({ error: sentence }) : `${sentence}\n`
  for (const name of res.getHeaderNames()) if (!name.startsWith('access-control-')) res.removeHeader(name)
  res.statusCode = statusCode
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.setHeader('Content-Type', wantsJson ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8')
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.setHeader('X-Content-Type-Options', 'nosniff')
  if (req.method === 'HEAD') res.end()
  else res.end(body)
}
