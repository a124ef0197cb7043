import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The packages that are tried, with their exact versions. */
export const triedPackages: Readonly<Record<string, string>> = readManifest(folder).dependencies ?? {}

/**
 * The `node_modules` with the published packages, which is brought in line with the lock file beside this one first.
 * Add-ons that would have to be compiled are not.
 */
export function installPackages(): string {
  const modules = join(folder, 'node_modules')
  const isThere = ([name, version]: [string, string]) => installedVersion(modules, name) === version
  if (!Object.entries(triedPackages).every(isThere)) {
    // Not `npm ci`, which misses in the lock file what one of the packages bundles.
    const options = ['--no-save', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund']
    execFileSync('npm', ['install', ...options], { cwd: folder, stdio: 'inherit' })
  }
  return modules
}

function installedVersion(modules: string, name: string): string | undefined {
  const package_ = join(modules, name)
  return existsSync(join(package_, 'package.json')) ? readManifest(package_).version : undefined
}

interface Manifest {
  version?: string
  dependencies?: Record<string, string>
}

function readManifest(of: string): Manifest {
  return JSON.parse(readFileSync(join(of, 'package.json'), 'utf8'))
}
