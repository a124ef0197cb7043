import type { BuiltInNodeType } from '../../nodes/index.js'
import { builtInNodeTypes } from '../../nodes/index.js'
import type { AnyNodeType } from '../define-node.js'
import { MillraceError } from '../errors.js'
import type { RedHost } from '../red/red-host.js'
import type { NodePackage } from './folder-modules.js'
import type { InstalledTypes, InstalledTypesOptions } from './installed-types.js'
import { createModuleLoader } from './load-module.js'
import { type Found, type NodeSource, readNodeSources } from './node-sources.js'
import type { PackageSettings } from './package-filter.js'
import { loadProblem, type PaletteProblem } from './palette-problem.js'
import type { RedModule } from './red-module.js'

/** A node type, and where it came from. */
export interface LoadedType {
  readonly type: AnyNodeType
  readonly origin: 'built-in' | 'user' | 'package'
  /** The file as a person would name it, or the package and the file in it. */
  readonly source: string
  /** The group it is listed in: its own, else the folder of a built-in one, else `user`. */
  readonly category: string
  /** The package that it is in, where it is in one. */
  readonly package?: NodePackage
}

/** The node types of one runtime. */
export interface Palette {
  /** The type of every node type at hand, loaded or not, sorted; of installed packages the loaded ones. */
  names(): string[]
  has(type: string): boolean
  /**
   * Loads those of the given types that are at hand and not loaded yet; others are passed over. Types that are
   * neither built in nor given are looked for among the installed packages.
   *
   * @param flowFolder where the flow lies, which serves as user directory where none is set
   */
  load(types: Iterable<string>, flowFolder?: string): Promise<void>
  /** Loads the plugins of packages that have no node types, as Node-RED does where they are installed. */
  loadPlugins(): Promise<void>
  /** A type that has been loaded. */
  get(type: string): LoadedType | undefined
  /** The installed module that has a type by its form, and failed to give it. */
  failedSourceOf(type: string): string | undefined
  /** Every type, sorted by name; loads them all, those of installed packages as well. */
  all(flowFolder?: string): Promise<LoadedType[]>
  /** What is wrong with the modules loaded so far; their other types are usable. */
  readonly problems: readonly PaletteProblem[]
}

export interface PaletteOptions {
  /** Files, folders and packages with node types, node types themselves, or modules written for Node-RED. */
  nodes?: ReadonlyArray<string | AnyNodeType | readonly AnyNodeType[] | RedModule>
  /** Where packages are looked for as well. */
  userDir?: string
  /** Names of the installed packages that may be used; all of them where not given. */
  packages?: readonly string[]
  /** Those that say which installed packages count. */
  settings?: PackageSettings
  /** Takes modules written for Node-RED; one of its own where not given. */
  red?: RedHost
  /** What relative paths start from. */
  cwd: string
}

/**
 * Makes the table of node types of one runtime. Modules given as `nodes` are loaded now, since only they know the
 * types they hold; built-in types and those of installed packages when they are asked for. Never rejects for a bad
 * module: see `problems`.
 */
export async function createPalette(options: PaletteOptions): Promise<Palette> {
  const loader = createModuleLoader(options.red)
  const palette = new TypeTable({ ...options, loader })
  palette.add(await readNodeSources(options, loader))
  return palette
}

class TypeTable implements Palette {
  readonly problems: PaletteProblem[] = []
  private readonly loaded = new Map<string, LoadedType>()
  private installed: InstalledTypes | undefined

  constructor(private readonly options: InstalledTypesOptions) {}

  names(): string[] {
    return [...new Set([...Object.keys(builtInNodeTypes), ...this.loaded.keys()])].sort()
  }
  has(type: string): boolean {
    return this.loaded.has(type) || builtIn(type) !== undefined
  }
  get(type: string): LoadedType | undefined {
    return this.loaded.get(type)
  }

  failedSourceOf(type: string): string | undefined {
    return this.installed?.failedSourceOf(type)
  }

  async load(types: Iterable<string>, flowFolder?: string): Promise<void> {
    const seen = new Set<string>()
    for (let next = new Set(types); next.size > 0; next = this.typesInSubflows(next, seen)) {
      await this.loadMissing(
        [...next].filter((type) => !this.loaded.has(type) && isNodeType(type)),
        flowFolder,
      )
    }
  }

  async loadPlugins(): Promise<void> {
    if (this.options.userDir === undefined) return
    this.addInstalled(await (await this.findInstalled()).loadLonePlugins(), [])
  }

  private async loadMissing(missing: readonly string[], flowFolder: string | undefined): Promise<void> {
    const known = missing.filter((type) => builtIn(type) !== undefined)
    for (const made of await Promise.all(known.map(loadBuiltIn))) this.loaded.set(made.type.type, made)
    if (known.length === missing.length) return
    const unknown = missing.filter((type) => builtIn(type) === undefined)
    this.addInstalled(await (await this.findInstalled()).load(unknown, flowFolder), unknown)
  }

  /** Subflows that are published as node types consist of nodes themselves. */
  private typesInSubflows(types: ReadonlySet<string>, seen: Set<string>): Set<string> {
    const fresh = [...types].filter((type) => !seen.has(type))
    for (const type of fresh) seen.add(type)
    const inner = fresh.flatMap((type) => this.loaded.get(type)?.type.subflow?.nodes ?? [])
    return new Set(inner.map(({ type }) => String(type)))
  }

  async all(flowFolder?: string): Promise<LoadedType[]> {
    const found = await (await this.findInstalled()).loadAll(flowFolder)
    this.addInstalled(
      found,
      found.sources.flatMap(({ types }) => types.map(({ type }) => type)),
    )
    await this.load(Object.keys(builtInNodeTypes))
    return this.names().map((type) => this.loaded.get(type) as LoadedType)
  }

  /** Enters what modules gave. A type that is there already is a problem. */
  add({ sources, problems }: Found): void {
    this.problems.push(...problems)
    for (const source of sources) addSource(source, this.loaded, this.problems)
  }

  /**
   * An installed package may well have types that are built in, or given, as well: those go first. That two packages
   * claim a type matters only where it is one of those asked for.
   */
  private addInstalled({ sources, problems }: Found, wanted: readonly string[]): void {
    const given = new Set<string>()
    const isFresh = ({ type }: AnyNodeType) => {
      if (this.has(type) || (given.has(type) && !wanted.includes(type))) return false
      given.add(type)
      return true
    }
    const fresh = sources.map((source) => ({ ...source, types: source.types.filter(isFresh) }))
    this.add({ sources: fresh, problems })
  }

  private async findInstalled(): Promise<InstalledTypes> {
    if (this.installed === undefined) {
      const { InstalledTypes } = await import('./installed-types.js')
      this.installed ??= new InstalledTypes(this.options)
    }
    return this.installed
  }
}

/** What stands in a flow file without being a node. */
const structures: ReadonlySet<string> = new Set(['tab', 'subflow', 'group'])

/** Whether entries of a type are nodes that a palette must have a type for. */
export function isNodeType(type: string): boolean {
  return !structures.has(type) && !type.startsWith('subflow:')
}

/** A built-in type by name; own entries only, so that a node of type `constructor` is as unknown as any other. */
function builtIn(type: string): BuiltInNodeType | undefined {
  return Object.hasOwn(builtInNodeTypes, type) ? builtInNodeTypes[type] : undefined
}

async function loadBuiltIn(name: string): Promise<LoadedType> {
  const entry = builtIn(name) as BuiltInNodeType
  const { default: type } = await entry.load()
  return { type, origin: 'built-in', source: entry.file, category: type.category ?? entry.category }
}

/** Enters the types of one module, unless another module has one of that name. */
function addSource(source: NodeSource, loaded: Map<string, LoadedType>, problems: PaletteProblem[]): void {
  for (const type of source.types) {
    const other = loaded.get(type.type)
    if (other?.type === type) continue
    const holder = other?.source ?? (source.goesFirst ? undefined : builtIn(type.type)?.file)
    if (holder === undefined) {
      const { types: _types, goesFirst: _goesFirst, ...from } = source
      loaded.set(type.type, { ...from, type, category: type.category ?? 'user' })
      continue
    }
    const whose = other ? holder : `Millrace itself (${holder})`
    problems.push(
      loadProblem(
        source.source,
        new MillraceError('DUPLICATE_NODE_TYPE', `gives the node type "${type.type}", and so does ${whose}.`),
        'Give one of them another name, or leave one out.',
      ),
    )
  }
}
