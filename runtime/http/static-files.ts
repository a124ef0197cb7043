import { createAuthentication } from './basic-auth.js'
import type { HttpEntryOptions, Middleware, StaticFolder } from './entry-options.js'
import { lazyPackages } from './lazy-packages.js'
import { listMiddleware } from './middleware.js'

/**
 * Serves the folders of `httpStatic`, by an Express router that is made with the first request which may be for one of
 * them. `undefined` where the settings name none.
 */
export function createStaticFiles(options: HttpEntryOptions): Middleware | undefined {
  const folders = listFolders(options.httpStatic)
  if (folders.length === 0) return undefined
  let router: Middleware | undefined
  return (req, res, next) => {
    router ??= createRouter(folders, options)
    router(req, res, next)
  }
}

function createRouter(folders: readonly StaticFolder[], options: HttpEntryOptions): Middleware {
  const express = lazyPackages.express()
  const router = express.Router()
  const authentication = createAuthentication(options.httpStaticAuth)
  for (const folder of folders) {
    const cors = folder.cors ?? options.httpStaticCors
    const handlers = [
      ...(cors ? [lazyPackages.cors()(cors)] : []),
      ...authentication,
      ...listMiddleware(folder.middleware),
      express.static(folder.path, folder.options),
    ]
    router.use(joinPaths(options.httpStaticRoot ?? '/', folder.root ?? '/'), ...handlers)
  }
  return router
}

function listFolders(setting: HttpEntryOptions['httpStatic']): readonly StaticFolder[] {
  if (typeof setting === 'string') return setting === '' ? [] : [{ path: setting }]
  return setting ?? []
}

function joinPaths(first: string, second: string): string {
  return `/${first}/${second}`.replace(/\/{2,}/g, '/')
}
