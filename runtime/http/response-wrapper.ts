import type { ServerResponse } from 'node:http'
import type { Message } from '../message/message.js'
import { type Exchange, exchangeOf } from './exchange.js'

/**
 * `msg.res`. The response itself is `msg.res._res`; the methods of Express 4 are here as well, since old flows call
 * them, each reporting once for a node that an `http response` node should be used instead.
 */
export class ResponseWrapper {
  readonly _res: ServerResponse
  readonly #exchange: Exchange

  constructor(exchange: Exchange) {
    this._res = exchange.res
    this.#exchange = exchange
  }

  static exchangeIn(value: unknown): Exchange | undefined {
    return typeof value === 'object' && value !== null && #exchange in value ? value.#exchange : undefined
  }
}

const wrappedMethods = [
  'append',
  'attachment',
  'clearCookie',
  'cookie',
  'download',
  'end',
  'format',
  'get',
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
  'status',
  'type',
  'vary',
]
for (const name of wrappedMethods) {
  Object.defineProperty(ResponseWrapper.prototype, name, {
    configurable: true,
    writable: true,
    value(this: ResponseWrapper, ...parameters: unknown[]) {
      return forward(this, name, parameters)
    },
  })
}

/** The exchange of the request that a message came from, or `undefined` where it carries none of ours. */
export function exchangeOfMessage(message: Message): Exchange | undefined {
  const carried = message.res
  if (carried === undefined || carried === null) return undefined
  const wrapped = ResponseWrapper.exchangeIn(carried)
  if (wrapped) return wrapped
  const response = (carried as { _res?: unknown })._res
  return typeof response === 'object' && response !== null ? exchangeOf(response) : undefined
}

function forward(wrapper: ResponseWrapper, name: string, parameters: unknown[]): unknown {
  const response = wrapper._res
  reportOnce(exchangeOf(response)?.route, name)
  const method: unknown = Reflect.get(response, name)
  if (typeof method !== 'function') throw new TypeError(`msg.res.${name} is not a function`)
  const result: unknown = Reflect.apply(method, response, parameters)
  return result === response ? wrapper : result
}

function reportOnce(route: Exchange['route'], name: string): void {
  if (!route || route.reported.has(name)) return
  route.reported.add(name)
  route.options.warn?.(`msg.res.${name}() is deprecated: answer with an http response node.`)
}
