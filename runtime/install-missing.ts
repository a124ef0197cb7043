import { resolve } from 'node:path'
import { readFlow } from './load/read-flow.js'
import type { FlowSource, LoadOptions } from './options.js'
import { isNodeType } from './palette/palette.js'
import { prepare, readSource } from './prepare.js'

export interface InstallReport {
  /** Where packages were, or would have been, installed. */
  folder: string
  /** What was given to npm, each maybe with a version. */
  installed: string[]
}

/**
 * Installs the packages with the node types that a flow lacks into the user directory, or where none is set beside
 * the flow: those that the flow says it was made with, and well-known ones. Types that none of them has are left for
 * the check of the flow to report.
 *
 * @param onStart told what is about to be installed
 * @throws MillraceError INSTALL_FAILED; FILE_NOT_FOUND where there is no such flow
 */
export async function installMissing(
  source: FlowSource,
  options: LoadOptions,
  onStart: (report: InstallReport) => void = () => {},
): Promise<InstallReport> {
  const preparation = await prepare(options)
  const { palette, compile, cwd, userDir } = preparation
  const { text, file, folder: flowFolder } = await readSource(source, cwd)
  const { flowNumber: flow } = options
  const { definitions } = readFlow(text, { file, compile, ...(flow === undefined ? {} : { flow }) })
  const types = definitions.map(({ type }) => type).filter(isNodeType)
  await palette.load(types, flowFolder)
  const missing = [...new Set(types)].filter((type) => !palette.has(type))
  const { findMissingPackages } = await import('./palette/missing-packages.js')
  const packages = findMissingPackages(definitions, palette)
  const names = missing.flatMap((type) => packages.packageOf(type) ?? packages.ofFlow)
  const folder = userDir === undefined ? flowFolder : resolve(cwd, userDir)
  const report = { folder, installed: [...new Set(names)].map(packages.specOf) }
  if (report.installed.length > 0) {
    onStart(report)
    const { installPackages } = await import('./palette/install-packages.js')
    await installPackages(folder, report.installed)
  }
  return report
}
