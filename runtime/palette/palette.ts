import type { BuiltInNodeType } from '../../nodes/index.js'
import { builtInNodeTypes } from '../../nodes/index.js'
import type { AnyNodeType } from '../define-node.js'
import { MillraceError } from '../errors.js'
import { type NodeSource, readNodeSources } from './node-sources.js'
import { loadProblem, type PaletteProblem } from './palette-problem.js'

/** A node type, and where it came from. */
export interface LoadedType {
  readonly type: AnyNodeType
  readonly origin: 'built-in' | 'user' | 'package'
  /** The file as a person would name it, or the package and the file in it. */
  readonly source: string
  /** The group it is listed in: its own, else the folder of a built-in one, else `user`. */
  readonly category: string
}

/** The node types of one runtime. */
export interface Palette {
  /** The type of every node type at hand, loaded or not, sorted. */
  names(): string[]
  has(type: string): boolean
  /** Loads those of the given types that are at hand and not loaded yet; others are passed over. */
  load(types: Iterable<string>): Promise<void>
  /** A type that has been loaded. */
  get(type: string): LoadedType | undefined
  /** Every type, sorted by name; loads them all. */
  all(): Promise<LoadedType[]>
  /** What is wrong with the modules given as `nodes`; their other types are usable. */
  readonly problems: readonly PaletteProblem[]
}

export interface PaletteOptions {
  /** Files, folders and packages with node types, or node types themselves. */
  nodes?: ReadonlyArray<string | AnyNodeType | readonly AnyNodeType[]>
  /** Where packages are looked for as well. */
  userDir?: string
  /** What relative paths start from. */
  cwd: string
}

/**
 * Makes the table of node types of one runtime. Modules given as `nodes` are loaded now, since only they know the
 * types they hold; built-in types when they are asked for. Never rejects for a bad module: see `problems`.
 */
export async function createPalette(options: PaletteOptions): Promise<Palette> {
  const loaded = new Map<string, LoadedType>()
  const problems: PaletteProblem[] = []
  const { sources, problems: found } = await readNodeSources(options)
  problems.push(...found)
  for (const source of sources) addSource(source, loaded, problems)

  const names = () => [...new Set([...Object.keys(builtInNodeTypes), ...loaded.keys()])].sort()
  const load = async (types: Iterable<string>) => {
    const missing = [...new Set(types)].filter((type) => !loaded.has(type) && builtIn(type) !== undefined)
    for (const made of await Promise.all(missing.map(loadBuiltIn))) loaded.set(made.type.type, made)
    const inner = [...new Set(types)].flatMap((type) => loaded.get(type)?.type.subflow?.nodes ?? [])
    const unseen = inner.map(({ type }) => String(type)).filter((type) => !loaded.has(type))
    if (unseen.length > 0) await load(unseen)
  }
  return {
    names,
    has: (type) => loaded.has(type) || builtIn(type) !== undefined,
    load,
    get: (type) => loaded.get(type),
    async all() {
      await load(names())
      return names().map((type) => loaded.get(type) as LoadedType)
    },
    problems,
  }
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
    const holder = other?.source ?? builtIn(type.type)?.file
    if (holder === undefined) {
      const { origin, source: from } = source
      loaded.set(type.type, { type, origin, source: from, category: type.category ?? 'user' })
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
