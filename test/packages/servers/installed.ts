import { createRequire } from 'node:module'

const require = createRequire(new URL('../node_modules/', import.meta.url))

/** A library that the packages brought with them, for the other end of a connection. */
export function installed<Library>(name: string): Library {
  return require(name) as Library
}
