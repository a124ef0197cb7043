import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { MillraceError } from '../errors.js'
import { type FoundModules, modulesOfFolder, type NodeModule, nothingFound } from './folder-modules.js'
import { loadProblem } from './palette-problem.js'

type Origin = NodeModule['origin']

/**
 * The modules that a folder's package.json names: in its `millrace` section, else in its `node-red` section, else as
 * its entry.
 *
 * @returns `undefined` where there is no package.json, or it names nothing
 */
export function modulesOfPackage(folder: string, source: string, origin: Origin): FoundModules | undefined {
  const file = join(folder, 'package.json')
  let manifest: Record<string, unknown>
  try {
    manifest = { ...JSON.parse(readFileSync(file, 'utf8')) }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const error = new MillraceError('BAD_NODE_TYPE', 'cannot be read as JSON.', { cause })
    return { modules: [], problems: [loadProblem(join(source, 'package.json'), error, 'Mend the file.')] }
  }
  const named =
    namedFiles(manifest.millrace) ?? namedFiles(manifest['node-red']) ?? entryFile(manifest, folder)
  if (named === undefined) return undefined
  const found = named.map((name) => namedModule(name, { folder, source, origin }))
  return {
    modules: found.flatMap(({ modules }) => modules),
    problems: found.flatMap(({ problems }) => problems),
  }
}

/** `{ "nodes": … }` where the value is a file or folder, a list of them, or Node-RED's table of them by name. */
function namedFiles(section: unknown): string[] | undefined {
  const nodes =
    section !== null && typeof section === 'object' && 'nodes' in section ? section.nodes : undefined
  if (typeof nodes === 'string') return [nodes]
  if (nodes === null || typeof nodes !== 'object') return undefined
  return Object.values(nodes).filter((name) => typeof name === 'string')
}

/** The file that importing the package would load, relative to it. */
function entryFile(manifest: Record<string, unknown>, folder: string): string[] | undefined {
  const exported = pickExport(manifest.exports)
  if (exported !== undefined) return [exported]
  if (typeof manifest.main !== 'string') return undefined
  try {
    return [relative(folder, createRequire(join(folder, 'package.json')).resolve(`./${manifest.main}`))]
  } catch {
    return [manifest.main]
  }
}

/** As `import` picks; a package that only lets itself be required is taken as that. */
function pickExport(exports: unknown): string | undefined {
  const importing = new Set(['import', 'node', 'module-sync', 'default'])
  return pickTarget(exports, importing) ?? pickTarget(exports, new Set([...importing, 'require']))
}

function pickTarget(target: unknown, conditions: Set<string>): string | undefined {
  if (typeof target === 'string') return target
  if (target === null || typeof target !== 'object') return undefined
  if ('.' in target) return pickTarget(target['.'], conditions)
  const chosen = Object.entries(target).filter(([name]) => Array.isArray(target) || conditions.has(name))
  return chosen.map(([, inner]) => pickTarget(inner, conditions)).find((file) => file !== undefined)
}

function namedModule(name: string, from: { folder: string; source: string; origin: Origin }): FoundModules {
  const file = resolve(from.folder, name)
  const source = join(from.source, name)
  if (!isInside(from.folder, file)) {
    return nothingFound(
      source,
      'BAD_NODE_TYPE',
      'lies outside its package.',
      'Name files of the package itself.',
    )
  }
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat?.isDirectory()) return modulesOfFolder(file, source, from.origin)
  if (stat) return { modules: [{ file, source, origin: from.origin, isNamed: true }], problems: [] }
  const remedy = `Mend ${join(from.source, 'package.json')}, which names it, or build the package.`
  return nothingFound(source, 'FILE_NOT_FOUND', 'does not exist.', remedy)
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The folder of an installed package, found as Node finds it: in `node_modules` upwards from a folder. */
export function findPackage(name: string, start: string): string | undefined {
  const folder = join(start, 'node_modules', name)
  const isThere =
    basename(start) !== 'node_modules' && statSync(folder, { throwIfNoEntry: false })?.isDirectory()
  if (isThere) return folder
  const parent = dirname(start)
  return parent === start ? undefined : findPackage(name, parent)
}
