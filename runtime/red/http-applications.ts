import type http from 'node:http'
import type { HttpEntry } from '../http/http-entry.js'
import { type ExpressApplication, lazyPackages } from '../http/lazy-packages.js'
import { EntryServer } from '../http/server.js'
import type { TlsOptions } from '../http/tls.js'

/** The Express applications and the server that modules put their routes on, each made when it is first touched. */
export class HttpApplications {
  private node: ExpressApplication | undefined
  private admin: ExpressApplication | undefined
  private entry: HttpEntry | undefined

  readonly entryServer: EntryServer

  constructor(
    private readonly settings: Readonly<Record<string, unknown>>,
    log: (text: string) => void,
  ) {
    this.entryServer = new EntryServer(
      (request, response) => this.handle(request, response),
      (_, text) => log(text),
    )
  }

  /** `RED.httpNode`: below `httpNodeRoot`, after the routes of flows. */
  get httpNode(): ExpressApplication {
    this.node ??= this.makeNodeApplication()
    return this.node
  }

  /** `RED.httpAdmin`; reached only where the admin application is served. */
  get httpAdmin(): ExpressApplication {
    this.admin ??= this.makeAdminApplication()
    return this.admin
  }

  /** Whether a module has asked for `httpAdmin`. */
  get hasAdmin(): boolean {
    return this.admin !== undefined
  }

  /** `RED.server`: the server that the runtime will listen with. */
  get server(): http.Server {
    return (this.entry?.server ?? this.entryServer.server) as http.Server
  }

  /** Makes the server: packages want to listen to it before there is a runtime. */
  async open(): Promise<void> {
    const { https, httpsRefreshInterval } = this.settings as {
      https?: TlsOptions
      httpsRefreshInterval?: number
    }
    await this.entryServer.open(https, httpsRefreshInterval)
  }

  /** Hands what modules have put routes on to the runtime that serves it. */
  connect(entry: HttpEntry): void {
    this.entry = entry
    if (this.node !== undefined) entry.useExpressApp(this.node)
  }

  private readonly handle = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    if (this.entry !== undefined) this.entry.handler(request, response)
    else response.writeHead(503).end()
  }

  private makeNodeApplication(): ExpressApplication {
    if (this.entry !== undefined) return this.entry.expressApp() as ExpressApplication
    return this.makeApplication(this.settings.httpServerOptions)
  }

  private makeAdminApplication(): ExpressApplication {
    const { json, urlencoded } = lazyPackages.express()
    const limit = this.settings.apiMaxLength ?? '5mb'
    const application = this.makeApplication(this.settings.httpServerOptions)
    application.use(json({ limit }), urlencoded({ limit, extended: true }))
    return application
  }

  private makeApplication(options: unknown): ExpressApplication {
    const application = lazyPackages.express()()
    application.set('x-powered-by', false)
    for (const [name, value] of Object.entries((options as object | undefined) ?? {}))
      application.set(name, value)
    application.lazyrouter()
    return application
  }
}
