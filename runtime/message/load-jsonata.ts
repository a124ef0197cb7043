import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { compileFunction } from 'node:vm'
import type jsonata from 'jsonata'

/**
 * Loads the JSONata package; only where the first expression is compiled, since most flows have none.
 *
 * The package looks at an object's own properties alone, so `req.headers` or the `length` of a Buffer would be
 * missing, which Node-RED's expressions can read. It offers no way to say otherwise but its source: the one test is
 * replaced by {@link mayRead}. A version of the package where the test is written otherwise is used as it is.
 */
export function loadJsonata(): typeof jsonata {
  const require = createRequire(import.meta.url)
  require.cache[cacheName] ??= compileModule(require.resolve('jsonata'))
  return require.cache[cacheName].exports
}

/** In Node's own cache of modules, under a name that `require` does not give: packages get theirs unchanged. */
const cacheName = 'millrace:jsonata'

function compileModule(file: string): NodeJS.Module {
  const source = readFileSync(file, 'utf8').replace(ownOnly, 'mayRead(input, key)')
  const module: NodeJS.Module = new Module(cacheName)
  compileFunction(source, ['module', 'exports', 'mayRead'], { filename: file })(
    module,
    module.exports,
    mayRead,
  )
  return module
}

const ownOnly = 'Object.prototype.hasOwnProperty.call(input, key)'

/**
 * Inherited values may be read, inherited methods not: an expression must not be able to call those of the host's
 * objects. Nor does it get at prototypes, or at the memory that a Buffer shares with others.
 */
function mayRead(input: object, key: string): boolean {
  if (Object.hasOwn(input, key)) return true
  const prototype = Object.getPrototypeOf(input)
  if (prototype === Object.prototype || prototype === null || hidden.has(key)) return false
  const value: unknown = Reflect.get(input, key)
  return value !== undefined && typeof value !== 'function'
}

const hidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', 'buffer', 'parent'])
