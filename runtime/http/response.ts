import { type IncomingMessage, ServerResponse } from 'node:http'
import { type Exchange, exchangeKey, exchangeOf } from './exchange.js'

/**
 * A response with the methods that Express 4 gives one. `msg.res._res` is one of these. The methods are Express's
 * own, so Express is loaded when the first of them is called; an `http response` node calls none of them.
 */
export class EntryResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  declare [exchangeKey]: Exchange

  get app(): unknown {
    return exchangeOf(this)?.shared.express.application
  }

  get locals(): Record<string, unknown> {
    const locals: Record<string, unknown> = {}
    this.locals = locals
    return locals
  }

  set locals(value: Record<string, unknown>) {
    Object.defineProperty(this, 'locals', { value, configurable: true, enumerable: true, writable: true })
  }

  get(name: string): unknown {
    return this.getHeader(name)
  }

  status(code: number): this {
    this.statusCode = code
    return this
  }
}

const methodsOfExpress = [
  'append',
  'attachment',
  'clearCookie',
  'contentType',
  'cookie',
  'download',
  'format',
  'header',
  'json',
  'jsonp',
  'links',
  'location',
  'redirect',
  'render',
  'send',
  'sendFile',
  'sendStatus',
  'sendfile',
  'set',
  'type',
  'vary',
]
for (const name of methodsOfExpress) {
  Object.defineProperty(EntryResponse.prototype, name, {
    configurable: true,
    writable: true,
    value(this: EntryResponse, ...parameters: unknown[]) {
      return this[exchangeKey].shared.express.call('response', name, this, parameters)
    },
  })
}
