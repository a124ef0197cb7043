import type { Exchange } from './exchange.js'
import { type ExpressApplication, type ExpressPackage, lazyPackages } from './lazy-packages.js'

/**
 * Express 4, loaded when something first needs it: the routes and middleware of packages, static files, and the less
 * used methods of requests and responses.
 */
export class ExpressBridge {
  #package: ExpressPackage | undefined
  #application: ExpressApplication | undefined

  constructor(
    private readonly options: {
      settings: Readonly<Record<string, unknown>>
      root: string
      requestPrototype: object
      responsePrototype: object
      /** Called before a request enters the application. */
      prepareRequest: (exchange: Exchange) => void
    },
  ) {}

  /** Whether anybody has asked for the application. */
  get isInUse(): boolean {
    return this.#application !== undefined
  }

  get package(): ExpressPackage {
    this.#package ??= lazyPackages.express()
    return this.#package
  }

  /** The application that packages add their routes to, as `RED.httpNode`. */
  get application(): ExpressApplication {
    this.#application ??= this.#makeApplication()
    return this.#application
  }

  /** Takes an application that was made elsewhere, with the routes that it has already. */
  use(application: ExpressApplication): void {
    this.#application = this.#prepare(application)
  }

  /** Calls a method of Express's own request or response on one of ours. */
  call(kind: 'request' | 'response', name: string, self: object, parameters: unknown[]): unknown {
    const method = this.package[kind][name]
    if (typeof method !== 'function') throw new TypeError(`${name} is not a method of Express's ${kind}`)
    return Reflect.apply(method, this.#bound(self), parameters)
  }

  /** Reads a property of Express's own request from one of ours. */
  read(name: string, self: object): unknown {
    return Reflect.get(this.package.request, name, this.#bound(self))
  }

  /** Hands a request to the application; `next` is called where nothing in it answers. */
  pass(exchange: Exchange, next: (problem?: unknown) => void): void {
    exchange.hasPassedExpress = true
    this.options.prepareRequest(exchange)
    this.application(exchange.req, exchange.res, next)
  }

  /** Whether a middleware of a package (`app.use`) wants to see requests of a path, besides Express's own two. */
  hasMiddlewareFor(path: string): boolean {
    const stack = this.#application?._router.stack ?? []
    return stack.some((layer) => !layer.route && !isOfExpress(layer.name) && layer.match(path))
  }

  // Express's methods read the application's settings, so there has to be one.
  #bound(self: object): object {
    void this.application
    return self
  }

  #makeApplication(): ExpressApplication {
    const application = this.package()
    application.set('x-powered-by', false)
    for (const [name, value] of Object.entries(this.options.settings)) application.set(name, value)
    return this.#prepare(application)
  }

  #prepare(application: ExpressApplication): ExpressApplication {
    const { root, requestPrototype, responsePrototype } = this.options
    // A request that goes through the application stays one of ours.
    const app = { value: application, configurable: true, enumerable: true, writable: true }
    application.request = Object.create(requestPrototype, { app })
    application.response = Object.create(responsePrototype, { app })
    application.mountpath = root
    application.path = () => root
    application.lazyrouter()
    return application
  }
}

function isOfExpress(name: string): boolean {
  return name === 'query' || name === 'expressInit'
}
