import { createAuthentication } from './basic-auth.js'
import type { HttpEntryOptions, Middleware, StaticFolder } from './entry-options.js'
import { lazyPackages } from './lazy-packages.js'
import { listMiddleware } from './middleware.js'

/**
 * Serves the folders of `httpStatic`, by an Express application of their own that is made with the first request for
 * one of them. `undefined` where the settings name none.
 */
export function createStaticFiles(options: HttpEntryOptions): Middleware | undefined {
  const folders = listFolders(options.httpStatic)
  if (folders.length === 0) return undefined
  let application: Middleware | undefined
  return (req, res, next) => {
    application ??= createApplication(folders, options)
    application(req, res, next)
  }
}

function createApplication(folders: readonly StaticFolder[], options: HttpEntryOptions): Middleware {
  const express = lazyPackages.express()
  const application = express()
  application.set('x-powered-by', false)
  const authentication = createAuthentication(options.httpStaticAuth)
  for (const folder of folders) {
    const cors = folder.cors ?? options.httpStaticCors
    const handlers = [
      ...authentication,
      ...(cors ? [lazyPackages.cors()(cors)] : []),
      ...listMiddleware(folder.middleware),
      express.static(folder.path, folder.options),
    ]
    application.use(joinPaths(options.httpStaticRoot ?? '/', folder.root ?? '/'), ...handlers)
  }
  return application
}

function listFolders(setting: HttpEntryOptions['httpStatic']): readonly StaticFolder[] {
  if (typeof setting === 'string') return setting === '' ? [] : [{ path: setting }]
  return setting ?? []
}

function joinPaths(first: string, second: string): string {
  return `/${first}/${second}`.replace(/\/{2,}/g, '/')
}
