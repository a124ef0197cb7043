import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { ListenOptions } from './entry-options.js'
import { describeListenError } from './listen-error.js'
import { EntryRequest } from './request.js'
import { EntryResponse } from './response.js'
import { openTls, type TlsOptions } from './tls.js'

/**
 * How long connections without a request stay open once a drain has begun: a client that sends its next request in
 * this time is answered, and told that the connection closes.
 */
const lingerMs = 100

/** The HTTP server of an entry, from its opening to its drain. */
export class EntryServer {
  #server: http.Server | undefined
  #opening: Promise<http.Server> | undefined
  #stopTls: () => void = () => {}
  #scheme = 'http'

  constructor(
    private readonly handler: http.RequestListener,
    private readonly log: (level: 'error', text: string) => void,
  ) {}

  get server(): http.Server | undefined {
    return this.#server
  }

  /** Makes the server without listening yet, so that nodes can add listeners to it. */
  open(tls?: TlsOptions, refreshHours?: number): Promise<http.Server> {
    this.#opening ??= this.#make(tls, refreshHours)
    return this.#opening
  }

  /**
   * @returns the address, such as `http://127.0.0.1:1880`
   * @throws MillraceError PORT_IN_USE where the port is taken or may not be opened, BAD_ARGUMENT for one that is none
   */
  async listen({ port, host, https: tls, httpsRefreshInterval }: ListenOptions): Promise<string> {
    const server = await this.open(tls, httpsRefreshInterval)
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error) => reject(describeListenError(error, port, host))
      server.once('error', fail)
      try {
        server.listen(Number(port), host, () => {
          server.off('error', fail)
          resolve()
        })
      } catch (error) {
        fail(error as Error)
      }
    })
    server.on('error', (error) => this.log('error', `The HTTP server reports: ${error.message}`))
    const { port: given } = server.address() as AddressInfo
    return `${this.#scheme}://${host.includes(':') ? `[${host}]` : host}:${given}`
  }

  /** Accepts no more connections. */
  async stopAccepting(): Promise<void> {
    if (!this.#server?.listening) return
    // A turn of the event loop takes up what the system has accepted already, and would otherwise be cut off.
    await turnEventLoop()
    // Not the close of http.Server, which also cuts off connections on which a request is just arriving.
    net.Server.prototype.close.call(this.#server)
  }

  /** Gives clients with an open connection time for a request that is on its way, then closes what is idle. */
  async linger(): Promise<void> {
    const server = this.#server
    if (!server) return
    if ((await countConnections(server)) > 0) await delay(lingerMs)
    // On a busy machine the time is over before what has come in meanwhile was read.
    await turnEventLoop()
    server.closeIdleConnections()
  }

  closeIdleConnections(): void {
    this.#server?.closeIdleConnections()
  }

  /** Closes everything that is left. */
  close(): void {
    this.#stopTls()
    this.#server?.close()
    this.#server?.closeAllConnections()
  }

  async #make(tls: TlsOptions, refreshHours: number | undefined): Promise<http.Server> {
    const classes: Classes = { IncomingMessage: EntryRequest, ServerResponse: EntryResponse }
    const secure = await openTls(tls, refreshHours, (text) => this.log('error', text))
    if (!secure) {
      const server = http.createServer(classes, this.handler)
      this.#server = server
      return server
    }
    const server = https.createServer({ ...secure.options, ...classes }, this.handler)
    this.#stopTls = secure.keepFresh(server)
    this.#scheme = 'https'
    this.#server = server
    return server
  }
}

interface Classes {
  IncomingMessage: typeof http.IncomingMessage
  ServerResponse: typeof http.ServerResponse
}

function turnEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function countConnections(server: http.Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((error, count) => resolve(error ? 0 : count))
  })
}
