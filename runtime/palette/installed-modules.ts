import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { moduleExtensions, modulesOfFolder, type NodeModule } from './folder-modules.js'
import { createPackageFilter, type PackageSettings } from './package-filter.js'
import { type Manifest, modulesOfPackage, pluginFiles, readManifest } from './package-modules.js'
import type { PaletteProblem } from './palette-problem.js'

/** Where installed node types are looked for. */
export interface InstalledPlaces {
  /** The user directory: its `node_modules` and its `nodes` folder count. */
  readonly userDir: string | undefined
  /** Where there is no user directory: the folder of the flow, whose `node_modules` counts. */
  readonly flowFolder: string | undefined
  readonly settings: PackageSettings
  /** What relative paths of the settings start from. */
  readonly cwd: string
}

/** A module that is at hand without being named by the user; it is loaded when a flow has one of its types. */
export interface InstalledModule extends NodeModule {
  /** The node types that the form beside it names; `undefined` where it has no form, so that only loading tells. */
  readonly types: readonly string[] | undefined
}

/**
 * The plugins of the packages that a user directory's own package.json lists and that have no nodes: those of others
 * are loaded with their nodes.
 */
export function findLonePlugins(userDir: string, settings: PackageSettings): readonly NodeModule[] {
  const own = readIfSound(userDir)
  const { dependencies } = own === 'unsound' ? {} : own
  const names = Object.keys((dependencies ?? {}) as object)
  const folders = names.map((name) => join(userDir, 'node_modules', name))
  return folders
    .filter((folder) => {
      const manifest = readIfSound(folder)
      return manifest !== 'unsound' && pluginFiles(manifest).length > 0
    })
    .map((folder) => readPackage(folder).modules)
    .filter((modules) => modules.every(({ isPlugin }) => isPlugin))
    .flat()
    .filter(createPackageFilter(settings))
}

export interface InstalledModules {
  readonly modules: readonly InstalledModule[]
  readonly problems: readonly PaletteProblem[]
}

/**
 * Finds what is installed in a user directory as Node-RED finds it: the packages in its `node_modules` whose
 * package.json has a `node-red` (or `millrace`) section, the files of its `nodes` folder, and those of `nodesDir`.
 * Loads none of it: the types come from the forms for the editor that lie beside the modules.
 */
export function findInstalledModules({
  userDir,
  flowFolder,
  settings,
  cwd,
}: InstalledPlaces): InstalledModules {
  const folder = userDir ?? flowFolder
  const found = folder === undefined ? [] : listPackages(join(folder, 'node_modules')).map(readPackage)
  const loose = looseFolders(userDir, settings.nodesDir, cwd).map((path) =>
    modulesOfFolder(path, path, 'user'),
  )
  const accepts = createPackageFilter(settings)
  const modules = [...found, ...loose].flatMap((each) => each.modules).filter(accepts)
  return {
    modules: modules.map((module) => ({ ...module, types: typesOfForm(module.file) })),
    problems: found.flatMap(({ problems }) => problems),
  }
}

/** The folders of the packages for node types; `@scope` folders are looked into. */
function listPackages(folder: string): string[] {
  return listFolders(folder).flatMap((path) =>
    basename(path).startsWith('@')
      ? listFolders(path).filter(isNodePackage)
      : isNodePackage(path)
        ? [path]
        : [],
  )
}

function listFolders(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
}

/** One whose package.json cannot be read may be one: reading it says what is wrong. */
function isNodePackage(folder: string): boolean {
  const manifest = readIfSound(folder)
  return manifest === 'unsound' || 'node-red' in manifest || 'millrace' in manifest
}

function readPackage(folder: string): ReturnType<typeof modulesOfFolder> {
  const manifest = readIfSound(folder)
  const name = manifest === 'unsound' ? undefined : manifest.name
  return (
    modulesOfPackage(folder, typeof name === 'string' ? name : nameOfFolder(folder), 'package') ?? {
      modules: [],
      problems: [],
    }
  )
}

function readIfSound(folder: string): Manifest | 'unsound' {
  try {
    return readManifest(folder) ?? {}
  } catch {
    return 'unsound'
  }
}

/** As packages are named: with the scope that the folder lies in. */
function nameOfFolder(folder: string): string {
  const parent = basename(dirname(folder))
  return parent.startsWith('@') ? `${parent}/${basename(folder)}` : basename(folder)
}

function looseFolders(userDir: string | undefined, nodesDir: unknown, cwd: string): string[] {
  const named = (Array.isArray(nodesDir) ? nodesDir : [nodesDir]).filter((path) => typeof path === 'string')
  const own = userDir === undefined ? [] : [join(userDir, 'nodes')]
  return [...own, ...named.map((path) => resolve(cwd, path as string))].filter(holdsModules)
}

function holdsModules(folder: string): boolean {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false
  return modulesOfFolder(folder, folder, 'user').modules.length > 0
}

const templateName = /<script\b[^>]*\bdata-template-name\s*=\s*(["'])(.*?)\1/gi
const registration = /\bregisterType\s*\(\s*(["'`])(.*?)\1/g

/** The node types that the editor's form beside a module names. */
function typesOfForm(file: string): string[] | undefined {
  const form = join(dirname(file), `${basename(file, extname(file))}.html`)
  if (!moduleExtensions.has(extname(file)) || !existsSync(form)) return undefined
  const text = readFileSync(form, 'utf8')
  const names = [templateName, registration].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[2] as string),
  )
  return names.length === 0 ? undefined : [...new Set(names)]
}
