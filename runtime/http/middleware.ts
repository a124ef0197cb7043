import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Middleware } from './entry-options.js'

/**
 * Calls middleware one after the other.
 *
 * @param done called once they have all gone on, or with what one gave its `next`: `'route'` or an error. Not called
 *   where one answered the request
 */
export function runMiddleware(
  handlers: readonly Middleware[],
  req: IncomingMessage,
  res: ServerResponse,
  done: (problem?: unknown) => void,
): void {
  const runFrom = (index: number, problem?: unknown): void => {
    const handler = handlers[index]
    if (problem || !handler) {
      done(problem)
      return
    }
    let hasGoneOn = false
    const next = (problemOfThis?: unknown) => {
      if (hasGoneOn) return
      hasGoneOn = true
      runFrom(index + 1, problemOfThis)
    }
    callSafely(handler, req, res, next)
  }
  runFrom(0)
}

// What an async middleware rejects with would otherwise end the process.
function callSafely(
  handler: Middleware,
  req: IncomingMessage,
  res: ServerResponse,
  next: (problem?: unknown) => void,
) {
  try {
    const result: unknown = handler(req, res, next)
    if (result instanceof Promise)
      result.catch((error) => next(error ?? new Error('The middleware rejected')))
  } catch (error) {
    next(error ?? new Error('The middleware threw'))
  }
}

/** A setting that holds one middleware, a list of them, or none. */
export function listMiddleware(
  setting: Middleware | readonly Middleware[] | undefined,
): readonly Middleware[] {
  if (typeof setting === 'function') return [setting]
  return Array.isArray(setting) ? setting.filter((handler) => typeof handler === 'function') : []
}
