import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Red } from '../red/red-api.js'
import type { LocalRuntime } from '../runtime.js'

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void

/** What is loaded, as far as it serves requests. */
export interface Serving {
  readonly runtime: LocalRuntime
  readonly red: Red
}

/** The application of the flow's own routes and those that modules put on `RED.httpNode`. */
export function nodeApplication({ runtime, red }: Serving): Red['httpNode'] {
  return extendApplication(red.httpNode, (request, response) => runtime.handler(request, response))
}

/** The admin application: `/inject/:id`, `/debug/:id/:state`, and what modules put on `RED.httpAdmin`. */
export function adminApplication(serving: Serving): Red['httpAdmin'] {
  return extendApplication(serving.red.httpAdmin, adminListener(serving))
}

export function adminListener({ runtime }: Pick<Serving, 'runtime'>): HttpListener {
  return (request, response) => runtime.admin?.serve(request, response, { url: request.url ?? '/', root: '' })
}

/** An Express application as far as one adds routes to it; requests go where those of the flow's server go. */
function extendApplication<Application extends object>(
  application: Application,
  listener: HttpListener,
): Application {
  const extended = Object.assign((...request: Parameters<HttpListener>) => listener(...request), {
    handle: listener,
  })
  return Object.setPrototypeOf(extended, application)
}
