import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { MillraceError } from '../errors.js'
import {
  type FoundModules,
  moduleExtensions,
  modulesOfFolder,
  type NodeModule,
  type NodePackage,
  nothingFound,
} from './folder-modules.js'
import { loadProblem } from './palette-problem.js'

type Origin = NodeModule['origin']

/** A package.json as far as it concerns node types; its fields are unchecked. */
export type Manifest = Readonly<Record<string, unknown>>

/**
 * Reads a folder's package.json.
 *
 * @returns `undefined` where there is none
 * @throws SyntaxError where it is not JSON
 */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return { ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/**
 * The modules that a folder's package.json names: in its `millrace` section, else in its `node-red` section, else as
 * its entry. Plugins of the `node-red` section come first.
 *
 * @returns `undefined` where there is no package.json, or it names nothing
 */
export function modulesOfPackage(folder: string, source: string, origin: Origin): FoundModules | undefined {
  let manifest: Manifest | undefined
  try {
    manifest = readManifest(folder)
  } catch (cause) {
    const error = new MillraceError('BAD_NODE_TYPE', 'cannot be read as JSON.', { cause })
    return { modules: [], problems: [loadProblem(join(source, 'package.json'), error, 'Mend the file.')] }
  }
  if (manifest === undefined) return undefined
  const plugins = pluginFiles(manifest)
  const entry = plugins.length > 0 ? [] : entryFile(manifest, folder)
  const named = namedFiles(manifest.millrace) ?? namedFiles(manifest['node-red']) ?? entry
  if (named === undefined) return undefined
  const from = { manifest, folder, source, origin }
  const found = named.map(([set, file]) => namedModule(set, file, from))
  const foundPlugins = plugins.map(([set, file]) => namedModule(set, file, from))
  return {
    modules: [
      ...foundPlugins.flatMap(({ modules }) =>
        modules.map((module) => ({ ...module, isPlugin: true as const })),
      ),
      ...found.flatMap(({ modules }) => modules),
    ],
    problems: [...foundPlugins, ...found].flatMap(({ problems }) => problems),
  }
}

/** Those that are modules; a page is for editors only. */
export function pluginFiles(manifest: Manifest): NamedFile[] {
  const section = manifest['node-red']
  if (section === null || typeof section !== 'object' || !('plugins' in section)) return []
  const files = namedFiles({ nodes: section.plugins }) ?? []
  return files.filter(([, file]) => moduleExtensions.has(extname(file)))
}

/** The name of a set, and its file relative to the package. */
type NamedFile = [set: string, file: string]

/** `{ "nodes": … }` where the value is a file or folder, a list of them, or Node-RED's table of them by name. */
function namedFiles(section: unknown): NamedFile[] | undefined {
  const nodes =
    section !== null && typeof section === 'object' && 'nodes' in section ? section.nodes : undefined
  if (typeof nodes === 'string') return [named(nodes)]
  if (nodes === null || typeof nodes !== 'object') return undefined
  return Object.entries(nodes).flatMap(([set, file]): NamedFile[] => {
    if (typeof file !== 'string') return []
    return [Array.isArray(nodes) ? named(file) : [set, file]]
  })
}

function named(file: string): NamedFile {
  return [basename(file, extname(file)), file]
}

/** The file that importing the package would load, relative to it. */
function entryFile(manifest: Manifest, folder: string): NamedFile[] | undefined {
  const exported = pickExport(manifest.exports)
  if (exported !== undefined) return [named(exported)]
  if (typeof manifest.main !== 'string') return undefined
  try {
    const main = createRequire(join(folder, 'package.json')).resolve(`./${manifest.main}`)
    return [named(relative(folder, main))]
  } catch {
    return [named(manifest.main)]
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

function namedModule(
  set: string,
  name: string,
  from: { manifest: Manifest; folder: string; source: string; origin: Origin },
): FoundModules {
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
  const holder = { manifest: from.manifest, folder: from.folder }
  if (stat?.isDirectory()) {
    const { modules, problems } = modulesOfFolder(file, source, from.origin)
    return {
      modules: modules.map((module) => ({ ...module, package: packageOf(named(module.file)[0], holder) })),
      problems,
    }
  }
  if (stat) {
    const module = { file, source, origin: from.origin, isNamed: true, package: packageOf(set, holder) }
    return { modules: [module], problems: [] }
  }
  const remedy = `Mend ${join(from.source, 'package.json')}, which names it, or build the package.`
  return nothingFound(source, 'FILE_NOT_FOUND', 'does not exist.', remedy)
}

function packageOf(set: string, { manifest, folder }: { manifest: Manifest; folder: string }): NodePackage {
  const { name, version } = manifest
  const section = (manifest['node-red'] ?? {}) as { version?: unknown }
  return {
    name: typeof name === 'string' ? name : basename(folder),
    version: typeof version === 'string' ? version : '0.0.0',
    folder,
    set,
    ...(typeof section.version === 'string' ? { nodeRed: section.version } : {}),
  }
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
