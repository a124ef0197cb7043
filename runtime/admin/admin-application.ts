import { createHash } from 'node:crypto'
import { IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { NodePlan } from '../build/graph.js'
import type { Status } from '../define-node.js'
import { MillraceError } from '../errors.js'
import { parseByteSize } from '../http/byte-size.js'
import { refuse } from '../http/refusal.js'
import { pathOf } from '../http/request.js'
import type { LogEntry } from '../log.js'
import { nodeRedVersion } from '../palette/package-version.js'
import type { RedEnvironment } from '../red/environment.js'
import { AdminAccess, isLoopback, readToken } from './access.js'
import { Comms } from './comms.js'
import { CommsConnection } from './connection.js'
import { toDebugMessage } from './debug-message.js'
import { type AdminNodes, serveAdminRoute } from './routes.js'

export interface AdminParts {
  readonly nodes: Omit<AdminNodes, 'settings'>
  readonly settings: Readonly<Record<string, unknown>>
  readonly token: string | undefined
  /** Where modules written for Node-RED put their routes and publications; `undefined` while there are none. */
  environment(): RedEnvironment | undefined
  isRunning(id: string): boolean
}

/** The path that it is served below. */
export const adminRoot = '/admin'

const greatestSocketMessage = 1_000_000

/**
 * @throws MillraceError BAD_ARGUMENT for an address that others can reach, without a token
 */
export function checkAdminToken(host: string, token: string | undefined): void {
  if (token !== undefined || isLoopback(host)) return
  throw new MillraceError(
    'BAD_ARGUMENT',
    `The admin application on ${host} can be reached by others, and lets them change what runs. Set a token for it ` +
      'in MILLRACE_ADMIN_TOKEN, or listen on 127.0.0.1.',
  )
}

/** The admin application of one runtime: by-hand injection, debug output over a web socket, and packages' routes. */
export class AdminApplication {
  readonly comms = new Comms()
  private readonly access: AdminAccess
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: greatestSocketMessage })
  private readonly bodyLimit: number
  private environment: RedEnvironment | undefined
  private stopListening: () => void = () => {}

  constructor(private readonly parts: AdminParts) {
    this.access = new AdminAccess(parts.token)
    const limit = parts.settings.apiMaxLength as string | number | undefined
    this.bodyLimit = parseByteSize(limit ?? '5mb', 'apiMaxLength')
  }

  /** Takes a request that is below the root of the application. @returns whether it was */
  readonly handle = (req: IncomingMessage, res: ServerResponse): boolean => {
    const rest = belowRoot(req.url ?? '/')
    if (rest === undefined) return false
    const refusal = this.access.refuse(req)
    if (refusal !== undefined) {
      const headers = refusal.statusCode === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}
      refuse(req, res, refusal.statusCode, refusal.reason, headers)
      return true
    }
    this.serve(req, res, { url: rest, root: adminRoot })
    return true
  }

  /** Takes a request for the web socket. @returns whether it was one */
  readonly handleUpgrade = (req: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const rest = belowRoot(req.url ?? '/')
    if (rest === undefined || pathOf(rest) !== '/comms') return false
    if (this.access.refuseSocket(req) !== undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return true
    }
    this.connect(req, socket, head)
    return true
  }

  /** Takes the web socket requests of a server; those that are for nobody are refused. */
  listenOn(server: Server): void {
    server.on('upgrade', (req, socket, head) => {
      // What packages listen for is theirs to answer.
      if (this.handleUpgrade(req, socket, head) || server.listenerCount('upgrade') > 1) return
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    })
  }

  /** Serves a request without asking who sends it. `url`: below the root. */
  serve(req: IncomingMessage, res: ServerResponse, { url, root }: { url: string; root: string }): void {
    const original = req.url ?? '/'
    req.url = url
    const nodes: AdminNodes = { ...this.parts.nodes, settings: () => this.exportSettings() }
    if (serveAdminRoute(req, res, { nodes, bodyLimit: this.bodyLimit })) return
    const http = this.parts.environment()?.http
    const refuseUnknown = () => refuse(req, res, 404)
    if (!http?.hasAdmin) {
      refuseUnknown()
      return
    }
    giveToExpress(req, res, { originalUrl: original, baseUrl: root })
    http.httpAdmin(req, res, refuseUnknown)
  }

  /** Accepts a web socket without asking for its path or origin. */
  connect(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const isKnown = this.access.isToken(readToken(req))
    this.sockets.handleUpgrade(req, socket, head, (client) => {
      const { comms } = this
      new CommsConnection(client, {
        access: this.access,
        isKnown,
        heartbeatMs: Number(this.parts.settings.webSocketKeepAliveTime) || 15_000,
        onOpen: (connection) => comms.add(connection),
        onClose: (connection) => comms.remove(connection),
        onSubscribe: (connection, topic) => comms.sendRetained(connection, topic),
        onMessage: ({ session }, topic, data) =>
          void this.environment?.events.emit(`comms:message:${topic}`, { session, data }),
      })
    })
  }

  /** Where it is, for the log. */
  describe(url: string): string {
    const who = this.access.needsToken ? 'with its token' : 'without a token, for this machine only'
    return `The admin application is at ${url}${adminRoot}, ${who}.`
  }

  /** Tells of a line of the log. */
  hear(entry: Omit<LogEntry, 'time'>): void {
    if (!this.comms.hasListeners) return
    const message = toDebugMessage(entry, this.parts.settings)
    if (message !== undefined) this.comms.publish('debug', message)
  }

  showStatus({ id }: NodePlan, { text, fill, shape }: Status): void {
    const topic = `status/${id}`
    if (text || fill || shape) this.comms.publish(topic, { text, fill, shape }, true)
    else if (this.comms.isRetained(topic)) this.comms.publish(topic, {})
  }

  /** Called when a flow is about to run: modules of Node-RED may have come with it. */
  prepareFlow(): void {
    const environment = this.parts.environment()
    if (environment === undefined || environment === this.environment) return
    this.environment = environment
    const { comms } = this
    for (const { topic, data } of environment.comms.retained()) comms.publish(topic, data, true)
    const stopComms = environment.comms.listen(({ topic, data, retain }) =>
      comms.publish(topic, data, retain),
    )
    const notify = ({ id, payload, retain }: { id: string; payload?: unknown; retain?: boolean }) =>
      comms.publish(`notification/${id}`, payload ?? {}, retain)
    environment.events.on('runtime-event', notify)
    this.stopListening = () => {
      stopComms()
      environment.events.off('runtime-event', notify)
    }
  }

  /** Called when a flow runs. */
  flowDeployed(flow: readonly object[]): void {
    this.comms.forget(
      (topic) => topic.startsWith('status/') && !this.parts.isRunning(topic.slice('status/'.length)),
    )
    const revision = createHash('sha256').update(JSON.stringify(flow)).digest('hex')
    this.comms.publish('notification/runtime-deploy', { revision }, true)
  }

  close(): void {
    this.stopListening()
    this.comms.close()
    this.sockets.close()
  }

  private exportSettings(): object {
    const { httpNodeRoot = '/' } = this.parts.settings
    return { httpNodeRoot, version: nodeRedVersion, ...this.parts.environment()?.settings.exported() }
  }
}

/** What follows the root in a request's target, with a leading slash; `undefined` outside of it. */
function belowRoot(url: string): string | undefined {
  if (url.slice(0, adminRoot.length).toLowerCase() !== adminRoot) return undefined
  const rest = url.slice(adminRoot.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : undefined
}

/** Requests of our server have properties of their own in the places of Express's, which Express then gives them. */
function giveToExpress(req: IncomingMessage, res: ServerResponse, place: Place): void {
  Object.setPrototypeOf(req, IncomingMessage.prototype)
  Object.setPrototypeOf(res, ServerResponse.prototype)
  Object.assign(req, place)
}

interface Place {
  originalUrl: string
  baseUrl: string
}
