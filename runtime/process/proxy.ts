import { request as ask, type ClientRequest } from 'node:http'
import type { RequestHandler } from '../options.js'

/** Hands requests on to the address that the flow's process listens at. */
export function createProxy(url: () => string | undefined): RequestHandler {
  return (request, response, next) => {
    const address = url()
    if (address === undefined) {
      if (next !== undefined) next()
      else refuse(503, 'The flow does not run.')
      return
    }
    const { hostname, port } = new URL(address)
    const { method, headers, url: path } = request
    const asked: ClientRequest = ask({ hostname, port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => {
      if (response.headersSent) response.destroy()
      else refuse(502, 'The flow did not answer.')
    })
    response.on('close', () => asked.destroy())
    request.pipe(asked)

    function refuse(status: number, text: string): void {
      response.statusCode = status
      response.end(text)
    }
  }
}
