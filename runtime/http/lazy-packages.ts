import { createRequire } from 'node:module'
import type { Middleware } from './entry-options.js'

const require = createRequire(import.meta.url)

/**
 * The packages that some requests need and most don't. Loaded on first need, synchronously, since they are needed in
 * the middle of a property read; Node.js keeps them, so loading twice costs a look-up.
 */
export const lazyPackages = {
  cookie: () => require('cookie') as CookiePackage,
  cors: () => require('cors') as (options?: unknown) => Middleware,
  express: () => require('express') as ExpressPackage,
  fresh: () => require('fresh') as (request: HeaderTable, response: HeaderTable) => boolean,
  multer: () => require('multer') as MulterPackage,
  pathToRegexp: () => require('path-to-regexp') as PathToRegexp,
  qs: () => require('qs') as QsPackage,
}

type HeaderTable = Record<string, unknown>

interface CookiePackage {
  parse(header: string): Record<string, string>
  serialize(name: string, value: string, options: Record<string, unknown>): string
}

interface QsPackage {
  parse(text: string, options: Record<string, unknown>): Record<string, unknown>
}

/** Version 0.1, the grammar of Express 4: `keys` is filled with the names of the groups, in order. */
export type PathToRegexp = (
  path: string,
  keys: Array<{ name: string | number }>,
  options: { sensitive: boolean; strict: boolean; end: boolean },
) => RegExp

interface MulterPackage {
  (options: { storage: unknown; limits?: Record<string, number> }): { any(): Middleware }
  MulterError: new (...parameters: never[]) => Error & { code: string }
}

export interface ExpressPackage {
  (): ExpressApplication
  Router(): Middleware & { use(path: string, ...handlers: Middleware[]): unknown }
  json(options?: Record<string, unknown>): Middleware
  urlencoded(options?: Record<string, unknown>): Middleware
  static(folder: string, options?: Record<string, unknown>): Middleware
  readonly request: Readonly<Record<string, unknown>>
  readonly response: Readonly<Record<string, unknown>>
}

/** What Millrace uses of an Express 4 application; packages written for Node-RED use all of it. */
export interface ExpressApplication extends Middleware {
  set(name: string, value: unknown): this
  get(name: string): unknown
  use(...handlers: Middleware[]): this
  lazyrouter(): void
  path(): string
  mountpath: string
  request: object
  response: object
  _router: { stack: ExpressLayer[] }
}

export interface ExpressLayer {
  name: string
  /** Set for a layer of `app.get(…)` and the like, not for one of `app.use(…)`. */
  route?: unknown
  match(path: string): boolean
}
