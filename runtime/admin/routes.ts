import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Behaviour } from '../define-node.js'
import { parseBody } from '../http/parse-body.js'
import { RefusedRequest, refuse } from '../http/refusal.js'
import { pathOf } from '../http/request.js'
import type { Message } from '../message/message.js'

/** What the routes of the admin application need of a runtime. */
export interface AdminNodes {
  /** What runs as a node. */
  behaviourOf(id: string): Behaviour | undefined
  /** Puts a message before a node. */
  deliver(id: string, message: Message): boolean
  /** What clients read at `/settings`. */
  settings(): object
}

export interface RouteParts {
  readonly nodes: AdminNodes
  /** The greatest body, in bytes. */
  readonly bodyLimit: number
}

/**
 * Serves Node-RED's own routes of the admin application: `/inject/:id`, `/debug/:id/:state`, `/debug/:state` and
 * `/settings`.
 *
 * @returns whether the request is for one of them
 */
export function serveAdminRoute(req: IncomingMessage, res: ServerResponse, parts: RouteParts): boolean {
  const route = findRoute(req)
  if (route === undefined) return false
  if (route.name === 'settings') {
    res.setHeader('Content-Type', 'application/json; charset=utf-8')
    res.end(JSON.stringify(parts.nodes.settings()))
    return true
  }
  parseBody(req, { limit: parts.bodyLimit, skipParsing: false }, (refused, body) => {
    if (refused !== undefined) {
      const status = refused instanceof RefusedRequest ? refused.statusCode : 400
      refuse(req, res, status, refused.message)
    } else
      answer(res, route.name === 'inject' ? inject(route.id, body, parts) : setActive(route, body, parts))
  })
  return true
}

type Route = { name: 'settings' } | { name: 'inject'; id: string } | DebugRoute

interface DebugRoute {
  name: 'debug'
  id?: string
  state: string
}

function findRoute(req: IncomingMessage): Route | undefined {
  const parts = readParts(pathOf(req.url ?? '/'))
  if (parts === undefined) return undefined
  const [name, first, second] = parts
  if (req.method === 'GET') return name === 'settings' && parts.length === 1 ? { name } : undefined
  if (req.method !== 'POST' || first === undefined) return undefined
  if (name === 'inject' && parts.length === 2) return { name, id: first }
  if (name !== 'debug' || parts.length > 3) return undefined
  return second === undefined ? { name, state: first } : { name, id: first, state: second }
}

function readParts(path: string): string[] | undefined {
  try {
    return path.replace(/\/$/, '').split('/').slice(1).map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** By hand, with the properties that the editor is trying out where the body holds some. */
function inject(id: string, body: unknown, { nodes }: RouteParts): number {
  if (nodes.behaviourOf(id) === undefined) return 404
  const isGiven = isObject(body) && Boolean(body.__user_inject_props__)
  return nodes.deliver(id, isGiven ? { ...body } : {}) ? 200 : 404
}

function setActive({ id, state }: DebugRoute, body: unknown, { nodes }: RouteParts): number {
  if (state !== 'enable' && state !== 'disable') return 404
  const isActive = state === 'enable'
  const ids = id === undefined ? (isObject(body) ? body.nodes : undefined) : [id]
  if (!Array.isArray(ids)) return 400
  const found = ids.map((each) => nodes.behaviourOf(String(each)))
  if (id !== undefined && found[0] === undefined) return 404
  for (const behaviour of found) behaviour?.setActive?.(isActive)
  return isActive ? 200 : 201
}

function answer(res: ServerResponse, status: number): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  res.end(STATUS_CODES[status])
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value)
}
