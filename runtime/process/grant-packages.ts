import { dirname, resolve } from 'node:path'
import type { Problem } from '../errors.js'
import type { FlowFile } from '../load/flow-file.js'
import { findInstalledModules } from '../palette/installed-modules.js'
import { ungrantedModule } from './check-grants.js'

/** Node types of installed packages, by type. */
export type InstalledBy = Readonly<Record<string, string>>

export interface PackagePlaces {
  readonly userDir?: string | undefined
  readonly flowPath?: string | undefined
  readonly cwd: string
}

/** Which installed package has which node type, found without loading any. */
export function findInstalledBy({ userDir, flowPath, cwd }: PackagePlaces): InstalledBy {
  const { modules } = findInstalledModules({
    userDir: userDir === undefined ? undefined : resolve(cwd, userDir),
    flowFolder: flowPath === undefined ? cwd : dirname(flowPath),
    settings: {},
    cwd,
  })
  const found: Record<string, string> = {}
  for (const { types = [], package: holder, source } of modules) {
    for (const type of types) found[type] ??= holder?.name ?? source
  }
  return found
}

/** A type that is unknown because its package is not granted is a problem of that. */
export function nameUngranted(
  problems: readonly Problem[],
  { definitions }: FlowFile,
  installedBy: InstalledBy,
): Problem[] {
  const typeOf = new Map(definitions.map(({ id, type }) => [id, type]))
  return problems.map((problem) => {
    if (problem.code !== 'UNKNOWN_NODE_TYPE' || problem.node === undefined) return problem
    const type = typeOf.get(problem.node.id) ?? problem.node.type
    const holder = Object.hasOwn(installedBy, type) ? installedBy[type] : undefined
    if (holder === undefined) return problem
    const { code, message, remedy } = ungrantedModule(holder)
    return { ...problem, code, message, remedy }
  })
}
