import type { Realm } from './realm.js'

/**
 * What `msg.req` and `msg.res` are for functions: objects of the realm that stand before the host's request and
 * response. Data is copied when it is first read; methods are called on the host's object with copies. The front of
 * one request stays the same object, and becomes the request again when it leaves the realm.
 */
export function installFronts(realm: Realm): void {
  const requestData = [
    ...[
      'query',
      'params',
      'headers',
      'cookies',
      'signedCookies',
      'body',
      'files',
      'file',
      'rawHeaders',
      'trailers',
    ],
    ...[
      'ip',
      'ips',
      'method',
      'url',
      'path',
      'originalUrl',
      'baseUrl',
      'protocol',
      'secure',
      'hostname',
      'host',
    ],
    ...[
      'subdomains',
      'fresh',
      'stale',
      'xhr',
      'httpVersion',
      'route',
      'user',
      'session',
      'authInfo',
      'complete',
    ],
  ]
  const requestMethods = [
    ...[
      'get',
      'header',
      'is',
      'accepts',
      'acceptsCharsets',
      'acceptsEncodings',
      'acceptsLanguages',
      'param',
      'range',
    ],
    ...['isAuthenticated'],
  ]
  const responseData = [
    '_res',
    'statusCode',
    'statusMessage',
    'headersSent',
    'finished',
    'writableEnded',
    'locals',
  ]
  const responseMethods = [
    ...[
      'append',
      'attachment',
      'clearCookie',
      'cookie',
      'end',
      'get',
      'getHeader',
      'getHeaders',
      'hasHeader',
      'header',
    ],
    ...[
      'json',
      'jsonp',
      'links',
      'location',
      'redirect',
      'removeHeader',
      'send',
      'sendStatus',
      'set',
      'setHeader',
    ],
    ...['status', 'type', 'vary', 'write', 'writeHead'],
  ]

  // The host's object is in a private field: who makes a front of its own has none.
  const fronts = createFronts()
  class Request extends fronts.Front {}
  class Response extends fronts.Front {}
  addData(Request.prototype, requestData)
  addMethods(Request.prototype, requestMethods)
  addData(Response.prototype, responseData)
  addMethods(Response.prototype, responseMethods)
  Object.defineProperty(Request.prototype, 'connection', { get: socketOf, configurable: true })
  Object.defineProperty(Request.prototype, 'socket', { get: socketOf, configurable: true })

  realm.shared.push(fronts.Front, Request, Response)

  realm.makeFront = (value) => {
    const { prototypes } = realm.host
    const front = prototypes.request(value)
      ? new Request()
      : prototypes.response(value)
        ? new Response()
        : undefined
    if (front !== undefined) fronts.setTarget(front, value)
    return front
  }

  function addData(prototype: object, names: readonly string[]): void {
    for (const name of names) {
      Object.defineProperty(prototype, name, {
        get(this: object) {
          const target = fronts.targetOf(this)
          if (target === undefined) return undefined
          const value = realm.fetch(0, 'readProperty', target, name)
          // What cannot change any more is kept, so that a function sees what it set inside it.
          if (typeof value === 'object' && value !== null) keep(this, name, value)
          return value
        },
        set(this: object, value: unknown) {
          const target = fronts.targetOf(this)
          if (target !== undefined && (name === 'statusCode' || name === 'statusMessage')) {
            realm.ask(0, 'writeProperty', target, name, realm.copyOut(value))
          } else {
            keep(this, name, value)
          }
        },
        configurable: true,
      })
    }
  }

  function createFronts() {
    class Front {
      #target: object | undefined

      static setTarget(front: Front, target: object): void {
        front.#target = target
      }

      static targetOf(value: unknown): object | undefined {
        return typeof value === 'object' && value !== null && #target in value ? value.#target : undefined
      }
    }
    const { setTarget, targetOf } = Front
    Reflect.deleteProperty(Front, 'setTarget')
    Reflect.deleteProperty(Front, 'targetOf')
    return {
      Front: Front as new () => object,
      setTarget: setTarget as (front: object, target: object) => void,
      targetOf,
    }
  }

  function keep(front: object, name: string, value: unknown): void {
    Object.defineProperty(front, name, { value, writable: true, enumerable: true, configurable: true })
  }

  function addMethods(prototype: object, names: readonly string[]): void {
    for (const name of names) {
      Object.defineProperty(prototype, name, {
        value(this: object, ...parameters: unknown[]) {
          const target = fronts.targetOf(this)
          if (target === undefined)
            throw new TypeError(`${name} was called on something else than a request or response.`)
          const result = realm.fetch(0, 'callMethod', target, name, parameters.map(realm.copyOut))
          return result === realm.host.itself ? this : result
        },
        writable: true,
        configurable: true,
      })
    }
  }

  function socketOf(this: object): object | undefined {
    const target = fronts.targetOf(this)
    return target === undefined ? undefined : (realm.fetch(0, 'readSocket', target) as object)
  }
}
