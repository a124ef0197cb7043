import { MillraceError } from '../errors.js'
import type { NodePackage } from './folder-modules.js'
import { loadProblem, type PaletteProblem } from './palette-problem.js'

/** The release of Node-RED whose behaviour Millrace has; packages are told it, and may ask for it. */
export const nodeRedVersion = '4.1.15'

/** A warning where a package says that it is for other versions of Node-RED. */
export async function checkPackageVersion({
  name,
  version,
  nodeRed,
}: NodePackage): Promise<PaletteProblem | undefined> {
  if (nodeRed === undefined) return undefined
  const { satisfies } = await import('semver')
  if (satisfies(nodeRedVersion, nodeRed)) return undefined
  const message = `${version} is for Node-RED ${nodeRed}, and Millrace does as Node-RED ${nodeRedVersion} does.`
  const remedy = 'Look for a version of the package that fits, or see whether it works.'
  return { ...loadProblem(name, new MillraceError('BAD_NODE_TYPE', message), remedy), severity: 'warning' }
}
