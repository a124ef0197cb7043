import { resolve } from 'node:path'
import type { NodeModule } from './folder-modules.js'
import {
  findInstalledModules,
  findLonePlugins,
  type InstalledModule,
  type InstalledModules,
} from './installed-modules.js'
import type { ModuleLoader } from './load-module.js'
import { type Found, readModule } from './node-sources.js'
import type { PackageSettings } from './package-filter.js'
import type { PaletteProblem } from './palette-problem.js'

export interface InstalledTypesOptions {
  /** The user directory; where none is set, the folder of the flow serves as one. */
  readonly userDir?: string | undefined
  readonly settings?: PackageSettings
  /** Names of the packages that may be used; all of them where not given. */
  readonly packages?: readonly string[]
  readonly cwd: string
  readonly loader: ModuleLoader
}

/** Loads the installed modules that a flow needs. Each is loaded once, whatever came of it. */
export class InstalledTypes {
  private readonly seen = new Set<string>()
  /** Modules that have types by their forms, and did not give them. */
  private readonly failed = new Map<string, string>()

  constructor(private readonly options: InstalledTypesOptions) {}

  /** The module that should have a type, and failed to give it. */
  failedSourceOf(type: string): string | undefined {
    return this.failed.get(type)
  }

  /**
   * Loads the modules whose forms name one of the types; where that leaves some, also the modules that have no form.
   * Those are tried on a chance, so that what is wrong with them is a warning only.
   *
   * @param flowFolder where the flow lies
   */
  async load(types: readonly string[], flowFolder: string | undefined): Promise<Found> {
    const { modules: all, problems } = this.find(flowFolder)
    const modules = all.filter(({ isPlugin }) => !isPlugin)
    const found: Found = {
      sources: [],
      problems: problems.map(asWarning),
    }
    const wanted = modules.filter((module) => module.types?.some((type) => types.includes(type)))
    await this.readPlugins(
      all.filter(
        ({ isPlugin, package: holder }) =>
          isPlugin && wanted.some((module) => module.package?.folder === holder?.folder),
      ),
      found,
    )
    await this.read(wanted, found)
    const given = new Set(found.sources.flatMap((source) => source.types.map(({ type }) => type)))
    if (types.every((type) => given.has(type))) return found
    const onChance: Found = { sources: [], problems: [] }
    await this.read(
      modules.filter((module) => module.types === undefined),
      onChance,
    )
    found.sources.push(...onChance.sources)
    found.problems.push(...onChance.problems.map(asWarning))
    return found
  }

  /** Loads the plugins of packages that have nothing else. */
  async loadLonePlugins(): Promise<Found> {
    const { userDir, settings = {}, cwd, packages } = this.options
    const found: Found = { sources: [], problems: [] }
    if (userDir === undefined || packages?.length === 0) return found
    await this.readPlugins(findLonePlugins(resolve(cwd, userDir), settings), found)
    return found
  }

  /** Loads every installed module. */
  async loadAll(flowFolder: string | undefined): Promise<Found> {
    const { modules, problems } = this.find(flowFolder)
    const found: Found = { sources: [], problems: [...problems] }
    await this.read(modules, found)
    return found
  }

  private find(flowFolder: string | undefined): InstalledModules {
    // Where none may be used, none is looked for: the folders may be out of reach.
    if (this.options.packages?.length === 0) return { modules: [], problems: [] }
    const { userDir, settings = {}, cwd } = this.options
    const folder = userDir === undefined ? undefined : resolve(cwd, userDir)
    return findInstalledModules({ userDir: folder, flowFolder, settings, cwd })
  }

  /** What is wrong with them costs no node type. */
  private async readPlugins(plugins: readonly NodeModule[], found: Found): Promise<void> {
    const read: Found = { sources: [], problems: [] }
    await this.read(plugins, read)
    found.sources.push(...read.sources)
    found.problems.push(...read.problems.map(asWarning))
  }

  private mayUse({ package: holder }: NodeModule): boolean {
    const { packages } = this.options
    return packages === undefined || (holder !== undefined && packages.includes(holder.name))
  }

  private async read(
    modules: ReadonlyArray<NodeModule & Partial<InstalledModule>>,
    found: Found,
  ): Promise<void> {
    for (const module of modules) {
      if (this.seen.has(module.file) || !this.mayUse(module)) continue
      this.seen.add(module.file)
      const before = found.sources.length
      await readModule(module, this.options.loader, found)
      const given = found.sources.slice(before).flatMap(({ types }) => types.map(({ type }) => type))
      for (const type of module.types ?? []) if (!given.includes(type)) this.failed.set(type, module.source)
    }
  }
}

function asWarning(problem: PaletteProblem): PaletteProblem {
  return { ...problem, severity: 'warning' }
}
