import { existsSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FoundModules, moduleExtensions, modulesOfFolder, nothingFound } from './folder-modules.js'
import { findPackage, modulesOfPackage } from './package-modules.js'

const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i

/**
 * Finds the modules that one `--nodes` entry means: a file, the files of a folder, or those that a package names.
 * A path that exists goes before a package of that name.
 */
export function findNodeModules(entry: string, places: { cwd: string; userDir?: string }): FoundModules {
  const path = resolve(places.cwd, entry)
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return moduleOfFile(path, entry)
    return modulesOfPackage(path, entry, 'user') ?? modulesOfFolder(path, entry, 'user')
  }
  if (!packageName.test(entry)) {
    return nothingFound(entry, 'FILE_NOT_FOUND', 'does not exist.', `It was looked for as ${path}`)
  }
  for (const start of [places.cwd, places.userDir, dirname(fileURLToPath(import.meta.url))]) {
    const folder = start === undefined ? undefined : findPackage(entry, start)
    if (folder === undefined) continue
    return modulesOfPackage(folder, entry, 'package') ?? modulesOfFolder(folder, entry, 'package')
  }
  const remedy = `Check the path, or install the package: npm install ${entry}`
  return nothingFound(
    entry,
    'FILE_NOT_FOUND',
    'is neither a file, a folder nor an installed package.',
    remedy,
  )
}

function moduleOfFile(file: string, source: string): FoundModules {
  if (moduleExtensions.has(extname(file))) {
    return { modules: [{ file, source, origin: 'user', isNamed: true }], problems: [] }
  }
  const remedy = `Name a folder, or a file that ends in one of ${[...moduleExtensions].join(' ')}`
  return nothingFound(source, 'BAD_NODE_TYPE', 'is not a module of TypeScript or JavaScript.', remedy)
}
