import { MillraceError } from '../errors.js'

/** A module written for Node-RED: `module.exports = function (RED) { … }`. */
export type RedModule = (RED: never) => unknown

export function isRedModule(exported: unknown): exported is RedModule {
  return typeof exported === 'function'
}

/**
 * The node types that a module written for Node-RED registers.
 *
 * @throws MillraceError BAD_NODE_TYPE
 */
export async function asRedModule(_module: RedModule, _source: string): Promise<readonly unknown[]> {
  throw new MillraceError(
    'BAD_NODE_TYPE',
    'exports a function, as modules written for Node-RED do; Millrace does not run those yet.',
  )
}
