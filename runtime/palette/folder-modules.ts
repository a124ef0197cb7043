import { readdirSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { type ErrorCode, MillraceError } from '../errors.js'
import { loadProblem, type PaletteProblem } from './palette-problem.js'

/** A file that may hold node types. */
export interface NodeModule {
  /** Absolute. */
  readonly file: string
  /** The file as a person would name it, or the package and the file in it. */
  readonly source: string
  readonly origin: 'user' | 'package'
  /** Whether the file was named, by the user or by a package.json; one found in a folder may be a helper. */
  readonly isNamed: boolean
  /** It is for other modules, such as one that adds hooks, and has no node types by itself. */
  readonly isPlugin?: true
  /** The package that the file belongs to, where there is one. */
  readonly package?: NodePackage
}

/** A package with node types, and which of its sets a module is. */
export interface NodePackage {
  readonly name: string
  readonly version: string
  /** Absolute. */
  readonly folder: string
  /** The name that the package.json gives the module; its file's name where it gives none. */
  readonly set: string
  /** The versions of Node-RED that it says it is for, as a range. */
  readonly nodeRed?: string
}

export interface FoundModules {
  readonly modules: readonly NodeModule[]
  readonly problems: readonly PaletteProblem[]
}

export const moduleExtensions: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])
const foldersLeftOut = new Set(['node_modules', 'test', 'tests', '__tests__'])

export function nothingFound(source: string, code: ErrorCode, message: string, remedy: string): FoundModules {
  return { modules: [], problems: [loadProblem(source, new MillraceError(code, message), remedy)] }
}

/** The modules in a folder and the folders in it, sorted by path; tests, types and packages are left out. */
export function modulesOfFolder(folder: string, source: string, origin: NodeModule['origin']): FoundModules {
  const files = listFiles(folder)
  if (files.length === 0) {
    return nothingFound(
      source,
      'BAD_NODE_TYPE',
      'holds no module.',
      'Name the folder that your node types are in.',
    )
  }
  const modules = files.map((file) => {
    return { file, source: join(source, relative(folder, file)), origin, isNamed: false }
  })
  return { modules, problems: [] }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return foldersLeftOut.has(entry.name) ? [] : listFiles(path)
      return isModuleName(entry.name) && isFile(path) ? [path] : []
    })
}

function isModuleName(name: string): boolean {
  return moduleExtensions.has(extname(name)) && !/\.(d|test|spec)\.\w+$/.test(name)
}

/** Follows symbolic links; one that leads nowhere is no file. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
