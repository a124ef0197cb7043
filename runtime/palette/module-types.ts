import { MillraceError } from '../errors.js'
import type { NodeModule } from './folder-modules.js'
import { isRedModule, type RedModule } from './red-module.js'

/**
 * The node types that a module exports, or the function that a module written for Node-RED is: its default export, which may be a list, and its named ones. A CommonJS
 * module's `module.exports` counts as the default export, or as the table of named ones.
 *
 * @throws MillraceError BAD_NODE_TYPE where it exports none; a file found in a folder may then be a helper, which is
 *   known by its having no default export
 */
export function typesOfModule(exports: object, module: NodeModule): RedModule | readonly unknown[] {
  const { default: main, ...named } = readNamespace(exports)
  if (isRedModule(main)) return main

  const fromMain = Array.isArray(main) ? main : main === undefined ? [] : [main]
  const fromNames = Object.values(named)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(looksLikeNodeType)
  const types = [...new Set([...fromMain, ...fromNames])]
  if (types.length === 0 && (module.isNamed || Object.keys(named).length === 0)) {
    throw new MillraceError('BAD_NODE_TYPE', `exports no node type.${describeExports(main, named)}`)
  }
  return types
}

/** Brings the shapes that `import()` gives for CommonJS modules to those of ES modules. */
function readNamespace(exports: object): Record<string, unknown> {
  if (typeof exports === 'function' || Array.isArray(exports)) return { default: exports }
  if (!('default' in exports)) return isMeantAsNodeType(exports) ? { default: exports } : { ...exports }

  const { default: main, 'module.exports': _exports, ...named } = { ...exports } as Record<string, unknown>
  const isTable = isPlainObject(main) && !isMeantAsNodeType(main)
  const isCommonJs =
    '__esModule' in named || Object.keys(named).every((name) => isTable && named[name] === main[name])
  if (isTable && isCommonJs) return '__esModule' in main ? readNamespace(withoutMark(main)) : { ...main }
  return { default: main, ...named }
}

/** What a TypeScript compiler writes for CommonJS. */
function withoutMark({ __esModule: _mark, ...exports }: Record<string, unknown>): object {
  return exports
}

function looksLikeNodeType(value: unknown): boolean {
  return isPlainObject(value) && ('create' in value || ('type' in value && 'config' in value))
}

/** A default export is meant as a node type already when it has one of these, and is told what it lacks. */
function isMeantAsNodeType(exported: object): boolean {
  return ['create', 'config', 'summary'].some((field) => field in exported)
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function describeExports(main: unknown, named: object): string {
  if (main !== undefined) return ''
  const names = Object.keys(named)
  return names.length === 0 ? ' It exports nothing.' : ` It exports ${names.join(', ')}.`
}
