import { IncomingMessage, ServerResponse } from 'node:http'
import { hostList } from './data-operations.js'
import type { Operations } from './operation.js'

/** What `msg.req` and `msg.res` of a realm ask of the request and response that they stand for. */
export function httpOperations(itself: symbol): Operations {
  return {
    readProperty: (_asking, target: object, name: string) => Reflect.get(target, name),
    writeProperty: (_asking, target: object, name: string, value: unknown) => {
      Reflect.set(target, name, value)
    },
    callMethod: (_asking, target: object, name: string, parameters: readonly unknown[]) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') throw new TypeError(`There is no ${name}() here.`)
      const result: unknown = Reflect.apply(method, target, hostList(parameters))
      return result === target ? itself : result
    },
    readSocket: (_asking, target: IncomingMessage) => {
      const { remoteAddress, remotePort, remoteFamily, localAddress, localPort } = target.socket
      return { remoteAddress, remotePort, remoteFamily, localAddress, localPort }
    },
  }
}

export function isRequest(value: object): boolean {
  return value instanceof IncomingMessage
}

/** A response, or what `http in` puts around one. */
export function isResponse(value: object): boolean {
  if (value instanceof ServerResponse) return true
  return '_res' in value && value._res instanceof ServerResponse
}
