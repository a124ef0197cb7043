import { join } from 'node:path'
import type { AnyNodeType } from '../define-node.js'
import { MillraceError } from '../errors.js'
import type { RedHost } from '../red/red-host.js'
import { checkNodeType } from './check-node-type.js'
import type { NodeModule, NodePackage } from './folder-modules.js'
import type { ModuleLoader } from './load-module.js'
import { typesOfModule } from './module-types.js'
import { findNodeModules } from './node-modules.js'
import { checkPackageVersion } from './package-version.js'
import type { PaletteOptions } from './palette.js'
import { loadProblem, type PaletteProblem } from './palette-problem.js'
import type { RedModule } from './red-module.js'

/** The node types of one module, or those that a program hands over. */
export interface NodeSource {
  readonly types: readonly AnyNodeType[]
  readonly origin: 'user' | 'package'
  readonly source: string
  readonly package?: NodePackage
  /** Its types go before built-in ones of the same name: a test may bring its own. */
  readonly goesFirst?: boolean
}

/** What loading modules gave, in order. */
export interface Found {
  sources: NodeSource[]
  problems: PaletteProblem[]
}

/** Loads everything that was given as `nodes`, in order. A bad entry costs only itself. */
export async function readNodeSources(options: PaletteOptions, loader: ModuleLoader): Promise<Found> {
  const found: Found = { sources: [], problems: [] }
  for (const entry of options.nodes ?? []) {
    if (typeof entry === 'string') await readEntry(entry, options, loader, found)
    else if (typeof entry === 'function')
      await readRedModule(entry, handedOver(options.cwd), loader.red, found)
    else addTypes(Array.isArray(entry) ? entry : [entry], { source: 'options.nodes', origin: 'user' }, found)
  }
  return found
}

const handedOverSource = 'a module that was handed over'

/** A module without a file: it finds packages as one in the working directory would. */
function handedOver(cwd: string): NodeModule {
  return { file: join(cwd, 'options.nodes'), source: handedOverSource, origin: 'user', isNamed: true }
}

async function readEntry(entry: string, options: PaletteOptions, loader: ModuleLoader, found: Found) {
  const { modules, problems } = findNodeModules(entry, options)
  found.problems.push(...problems)
  for (const module of modules) await readModule(module, loader, found)
}

/** Loads a module and keeps what it gives; what is wrong with it is among the problems. */
export async function readModule(module: NodeModule, loader: ModuleLoader, found: Found): Promise<void> {
  const misfit = module.package && (await checkPackageVersion(module.package))
  if (misfit) found.problems.push(misfit)
  const result = await loader.load(module)
  if ('problem' in result) {
    found.problems.push(result.problem)
    return
  }
  try {
    const given = typesOfModule(result.exports, module)
    if (typeof given === 'function') await readRedModule(given, module, loader.red, found)
    else addTypes(given, module, found)
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error
    found.problems.push(loadProblem(module.source, error, howToExport(module)))
  }
}

function howToExport({ package: holder }: NodeModule): string {
  return holder === undefined
    ? 'Export what defineNode returns: see README.'
    : 'Packages for Node-RED export a function of RED, others what defineNode returns. Look for another version of it.'
}

/** Types of such a module are made by Millrace, so that their shape is right. */
async function readRedModule(main: RedModule, module: NodeModule, red: RedHost, found: Found): Promise<void> {
  const { types, problems } = await red.load(main, module)
  found.problems.push(...problems)
  const { source, origin, package: holder } = module
  const goesFirst = source === handedOverSource
  found.sources.push({
    types,
    source,
    origin,
    goesFirst,
    ...(holder === undefined ? {} : { package: holder }),
  })
}

/** Keeps the types that have the right shape, and says what is wrong with the others. */
function addTypes(
  types: readonly unknown[],
  { source, origin, package: holder }: Pick<NodeSource, 'source' | 'origin' | 'package'>,
  found: Found,
): void {
  const good: AnyNodeType[] = []
  for (const type of types) {
    const faults = checkNodeType(type)
    if (faults.length === 0) good.push(type as AnyNodeType)
    for (const { message, remedy } of faults) {
      found.problems.push(loadProblem(source, new MillraceError('BAD_NODE_TYPE', message), remedy))
    }
  }
  found.sources.push({ types: good, source, origin, ...(holder === undefined ? {} : { package: holder }) })
}
