import type { Definition } from '../load/flow-file.js'
import type { Palette } from './palette.js'
import { wellKnownPackages } from './well-known-packages.js'

/** Which packages would give a flow the node types that it lacks. */
export interface MissingPackages {
  /** The package that has a type; of a well-known one. */
  packageOf(type: string): string | undefined
  /** What to install for a type, with the version that the flow was made with where the flow says so. */
  specOf(name: string): string
  /** The packages that the flow says it was made with, for types that no well-known package has. */
  readonly ofFlow: readonly string[]
}

/**
 * Node-RED writes the packages of an exported flow, with their versions, into `modules` of its `global-config`.
 *
 * @param installed names of packages that are there already, so that they are not what is missing
 */
export function findMissingPackages(definitions: readonly Definition[], palette: Palette): MissingPackages {
  const versions = versionsOfFlow(definitions)
  const types = definitions.map(({ type }) => type)
  const installed = new Set(types.map((type) => palette.get(type)?.package?.name))
  return {
    packageOf: (type) =>
      Object.keys(wellKnownPackages).find((name) => wellKnownPackages[name]?.includes(type)),
    specOf: (name) => (versions.has(name) ? `${name}@${versions.get(name)}` : name),
    ofFlow: [...versions.keys()].filter((name) => !installed.has(name)),
  }
}

function versionsOfFlow(definitions: readonly Definition[]): Map<string, string> {
  const tables = definitions.filter(({ type }) => type === 'global-config').map(({ raw }) => raw.modules)
  const entries = tables.flatMap((table) => Object.entries((table ?? {}) as Record<string, unknown>))
  const isSafe = ([name, version]: [string, unknown]) =>
    packageName.test(name) && typeof version === 'string' && /^[\w.+-]+$/.test(version)
  return new Map(entries.filter(isSafe) as Array<[string, string]>)
}

/** Names come from flow files, and end in a command line: nothing but a package's name may pass. */
const packageName = /^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/
