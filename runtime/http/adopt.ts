import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Exchange } from './exchange.js'
import { EntryRequest } from './request.js'
import { EntryResponse } from './response.js'

/** The prototypes that a request and its response had before they became ours; `undefined` where they were made ours. */
export type Prototypes = readonly [request: object, response: object] | undefined

/** Gives a request and response of another server the properties of ours. */
export function adopt(req: IncomingMessage, res: ServerResponse): Prototypes {
  if (req instanceof EntryRequest && res instanceof EntryResponse) return undefined
  const prototypes = [Object.getPrototypeOf(req), Object.getPrototypeOf(res)] as const
  Object.setPrototypeOf(req, EntryRequest.prototype)
  Object.setPrototypeOf(res, EntryResponse.prototype)
  return prototypes
}

/** Hands a request back to the application that it came from, as it was. */
export function release({ req, res, prototypes, url }: Exchange): void {
  if (prototypes) {
    Object.setPrototypeOf(req, prototypes[0])
    Object.setPrototypeOf(res, prototypes[1])
  }
  req.url = url
}
