import { basename } from 'node:path'
import { satisfies } from 'semver'
import type { NodeModule } from './folder-modules.js'

/** The settings of Node-RED that say which installed modules count. */
export interface PackageSettings {
  readonly nodesDir?: unknown
  /** Names of files. */
  readonly nodesExcludes?: unknown
  readonly nodesIncludes?: unknown
  readonly externalModules?: unknown
}

/**
 * Whether a module may be used: its file is not among `nodesExcludes` (and is among `nodesIncludes` where that is
 * given), and its package is allowed by `externalModules.palette`: of the patterns of `allowList` and `denyList` that
 * fit it, the longer decides, as in Node-RED. A pattern is a name with `*`, and may have a range: `foo-*@>=1.2`.
 */
export function createPackageFilter(settings: PackageSettings): (module: NodeModule) => boolean {
  const excluded = textsOf(settings.nodesExcludes)
  const included = textsOf(settings.nodesIncludes)
  const { allowList, denyList } = paletteOf(settings.externalModules)
  const allowed = textsOf(allowList ?? ['*']).map(parsePattern)
  const denied = textsOf(denyList).map(parsePattern)
  return (module) => {
    const file = basename(module.file)
    if (excluded.includes(file) || (included.length > 0 && !included.includes(file))) return false
    if (module.package === undefined || denied.length === 0)
      return module.package === undefined || fits(module.package, allowed) >= 0
    return fits(module.package, allowed) > fits(module.package, denied)
  }
}

interface Pattern {
  name: RegExp
  length: number
  range: string | undefined
}

function parsePattern(text: string): Pattern {
  const at = text.indexOf('@', 1)
  const name = at > 0 ? text.slice(0, at) : text
  const letters = name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return {
    name: new RegExp(`^${letters}$`),
    length: name.length,
    range: at > 0 ? text.slice(at + 1) : undefined,
  }
}

/** The length of the longest pattern that fits a package; -1 where none does. */
function fits({ name, version }: { name: string; version: string }, patterns: readonly Pattern[]): number {
  const fitting = patterns.filter(
    (pattern) =>
      pattern.name.test(name) && (pattern.range === undefined || satisfies(version, pattern.range)),
  )
  return Math.max(-1, ...fitting.map(({ length }) => length))
}

function paletteOf(externalModules: unknown): { allowList?: unknown; denyList?: unknown } {
  const { palette } = (externalModules ?? {}) as { palette?: unknown }
  return (palette ?? {}) as { allowList?: unknown; denyList?: unknown }
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string')
}
