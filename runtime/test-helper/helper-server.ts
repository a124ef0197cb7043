import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { LocalRuntime } from '../runtime.js'

/** The server that tests start and stop: what the loaded flow serves, and the debug web socket at `/comms`. */
export class HelperServer {
  private listening: Server | undefined
  private readonly sockets = new Set<Socket>()
  private address = ''

  constructor(private readonly runtime: () => LocalRuntime | undefined) {}

  get server(): Server | undefined {
    return this.listening
  }

  get url(): string {
    return this.address
  }

  async start(): Promise<void> {
    await this.stop()
    const server = createServer((request, response) => this.serve(request, response))
    server.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    server.on('upgrade', (request, socket, head) => {
      const { admin } = this.runtime() ?? {}
      if (admin !== undefined && /^\/comms\/?(\?|$)/.test(request.url ?? ''))
        admin.connect(request, socket, head)
      else if (server.listenerCount('upgrade') === 1) socket.destroy()
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.listening = server
  }

  /** Ends open connections as well. */
  async stop(): Promise<void> {
    const server = this.listening
    this.listening = undefined
    if (server === undefined) return
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const runtime = this.runtime()
    if (runtime !== undefined) runtime.handler(request, response)
    else response.writeHead(404).end()
  }
}
