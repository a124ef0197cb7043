import { existsSync, readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { NodeModule } from '../palette/folder-modules.js'
import type { RedEnvironment } from './environment.js'

/** `RED.require` and `RED.import`: packages of the user directory, and what the module itself can load. */
export function createModuleAccess(environment: RedEnvironment, module: NodeModule) {
  const places = () => [join(environment.userDir, 'package.json'), module.file]
  const resolve = (name: string): { file: string; require: NodeJS.Require } => {
    let failure: unknown
    for (const place of places()) {
      const require = createRequire(place)
      try {
        return { file: require.resolve(name), require }
      } catch (error) {
        failure ??= error
      }
    }
    throw failure
  }
  return {
    require(name: string): unknown {
      if (isBuiltin(name)) return createRequire(module.file)(name)
      const { file, require } = resolve(name)
      return require(file)
    },
    async import(name: string): Promise<unknown> {
      if (isBuiltin(name)) return import(name)
      return import(pathToFileURL(importEntry(name, places()) ?? resolve(name).file).href)
    },
  }
}

/** The entry of a package that only lets itself be imported, which `require.resolve` refuses. */
function importEntry(name: string, places: readonly string[]): string | undefined {
  for (const place of places) {
    for (const root of createRequire(place).resolve.paths(name) ?? []) {
      const manifest = join(root, name, 'package.json')
      if (!existsSync(manifest)) continue
      const { exports, module } = JSON.parse(readFileSync(manifest, 'utf8')) as PackageEntry
      const target = typeof exports === 'string' ? exports : importTarget(exports?.['.'] ?? exports)
      const file = target ?? module
      return file === undefined ? undefined : join(root, name, file)
    }
  }
  return undefined
}

interface PackageEntry {
  exports?: string | Record<string, unknown>
  module?: string
}

function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, inner] of Object.entries(target)) {
    if (!['import', 'node', 'module-sync', 'default'].includes(condition)) continue
    const found = importTarget(inner)
    if (found !== undefined) return found
  }
  return undefined
}
