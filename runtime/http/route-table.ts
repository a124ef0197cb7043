import type { Message } from '../message/message.js'
import type { RouteOptions } from './door.js'
import { compilePath, normalisePath, type PathRules, type RoutePath } from './route-path.js'

/** A method and path that a node serves. */
export interface Route {
  readonly nodeId: string
  readonly options: RouteOptions
  readonly path: RoutePath
  readonly listener: (message: Message) => void
  /** Routes that were made earlier have a lower number, and go first. */
  readonly order: number
  /** The node is gone: requests that wait for their body must look for another route. */
  isRemoved: boolean
  /** Deprecated calls on `msg.res` that were already reported. */
  readonly reported: Set<string>
}

interface MethodRoutes {
  /** By normalised path. */
  literals: Map<string, Route[]>
  /** By the literal segments that each begins with, so that a request meets few of them. */
  patterns: Map<string, Route[]>
  longestPrefix: number
}

/** The routes of all nodes. Finding one does not depend on how many literal paths there are. */
export class RouteTable {
  readonly #rules: PathRules
  readonly #methods = new Map<string, MethodRoutes>()
  readonly #nodes = new Map<string, Route[]>()
  #made = 0

  constructor(rules: PathRules) {
    this.#rules = rules
  }

  /** @throws MillraceError BAD_ROUTE where the path cannot be parsed */
  add(nodeId: string, options: RouteOptions, listener: (message: Message) => void): void {
    const path = compilePath(options.path, this.#rules)
    const order = this.#made++
    const route = { nodeId, options, path, listener, order, isRemoved: false, reported: new Set<string>() }
    const routes = this.#routesOf(options.method.toUpperCase())
    routes.longestPrefix = Math.max(routes.longestPrefix, path.prefix.length)
    append(listsFor(path, routes), keyOf(path), route)
    append(this.#nodes, nodeId, route)
  }

  removeNode(nodeId: string): void {
    for (const route of this.#nodes.get(nodeId) ?? []) {
      route.isRemoved = true
      const lists = listsFor(route.path, this.#routesOf(route.options.method.toUpperCase()))
      remove(lists, keyOf(route.path), route)
    }
    this.#nodes.delete(nodeId)
  }

  /** The first route for a request that was made after `after`, which is the `order` of another one. */
  find(method: string, path: string, after = -1): Route | undefined {
    const routes = this.#methods.get(method === 'HEAD' ? 'GET' : method)
    if (!routes) return undefined
    const same = routes.literals.get(path) ?? routes.literals.get(normalisePath(path, this.#rules))
    const literal = after === -1 ? same?.[0] : same?.find((route) => route.order > after)
    return routes.patterns.size === 0 ? literal : this.#findPattern(routes, path, after, literal)
  }

  /** The methods that a path has routes for, with HEAD where GET is. */
  methodsOf(path: string): string[] {
    const methods = [...this.#methods.keys()].filter((method) => this.find(method, path))
    return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  }

  /** Every route, in the order in which they were made. */
  list(): Route[] {
    return [...this.#nodes.values()].flat().sort((first, second) => first.order - second.order)
  }

  #findPattern({ patterns, longestPrefix }: MethodRoutes, path: string, after: number, literal?: Route) {
    const cased = this.#rules.caseSensitive ? path : path.toLowerCase()
    let found = literal
    for (let end = 0; end !== -1 && end <= longestPrefix; end = nextEnd(cased, end)) {
      for (const route of patterns.get(cased.slice(0, end)) ?? []) {
        if (found && route.order > found.order) break
        if (route.order > after && route.path.matches(path)) found = route
      }
    }
    return found
  }

  #routesOf(method: string): MethodRoutes {
    const present = this.#methods.get(method)
    if (present) return present
    const made = { literals: new Map(), patterns: new Map(), longestPrefix: 0 }
    this.#methods.set(method, made)
    return made
  }
}

/** Where the next leading part of a path ends: before each slash, and at its end; -1 after that. */
function nextEnd(path: string, end: number): number {
  if (end >= path.length) return -1
  const slash = path.indexOf('/', end + 1)
  return slash === -1 ? path.length : slash
}

function listsFor(path: RoutePath, routes: MethodRoutes): Map<string, Route[]> {
  return path.literal === undefined ? routes.patterns : routes.literals
}

function keyOf(path: RoutePath): string {
  return path.literal ?? path.prefix
}

function append(lists: Map<string, Route[]>, key: string, route: Route): void {
  const present = lists.get(key)
  if (present) present.push(route)
  else lists.set(key, [route])
}

function remove(lists: Map<string, Route[]>, key: string, route: Route): void {
  const kept = lists.get(key)?.filter((other) => other !== route) ?? []
  if (kept.length > 0) lists.set(key, kept)
  else lists.delete(key)
}
