import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { buildGraph, type NodeTypes } from './build/build-graph.js'
import { processEnvironment } from './build/environment.js'
import type { Graph } from './build/graph.js'
import { MillraceError, type Problem } from './errors.js'
import { createConfigChecks } from './load/check-config.js'
import { createSchemaCompiler, preferReadyChecks, type SchemaCompiler } from './load/compile-schema.js'
import { type Credentials, loadCredentials } from './load/credentials.js'
import type { FlowFile } from './load/flow-file.js'
import { findNearestName } from './load/nearest-name.js'
import { readFlow } from './load/read-flow.js'
import { readyChecks } from './load/ready-checks.js'
import { loadSettings, type Settings } from './load/settings.js'
import type { FlowSource, LoadOptions } from './options.js'
import type { MissingPackages } from './palette/missing-packages.js'
import { createPalette, isNodeType, type Palette, type PaletteOptions } from './palette/palette.js'
import type { RedModule } from './palette/red-module.js'
import { replaceUnknown } from './palette/replace-unknown.js'
import type { InstalledBy } from './process/grant-packages.js'
import { RedHost } from './red/red-host.js'
import { findHostAccess } from './sandbox/find-host-access.js'
import type { NodeServices } from './start/running-node.js'

/** The options as the process of a flow has them. */
export interface LocalOptions extends LoadOptions {
  /** With the sandbox `process`: which installed packages have node types, for those that are not granted. */
  installedBy?: InstalledBy
  /** Modules written for Node-RED, as functions. */
  modules?: readonly RedModule[]
  /** Stands in for a node where its code is handed itself: for who watches what nodes do. */
  dressNode?: NodeServices['dress']
  /** The type of the nodes that stand for those of types that are not at hand; not given, these are problems. */
  unknownAs?: string
}

/** What stays the same from one deploy to the next. */
export interface Preparation {
  readonly settings: Settings
  readonly palette: Palette
  readonly options: LocalOptions
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The option, else the setting. */
  readonly userDir: string | undefined
  readonly types: NodeTypes
  readonly compile: SchemaCompiler
  /** Modules written for Node-RED, where there are any. */
  readonly red: RedHost
}

/** A flow that was read and built, with every problem found on the way. */
export interface PreparedFlow {
  flowFile: FlowFile
  graph: Graph
  credentials: Credentials
  problems: Problem[]
}

/** Loads settings and node types. */
export async function prepare(options: LocalOptions): Promise<Preparation> {
  const cwd = options.cwd ?? process.cwd()
  const settings = await loadSettings(options.settings ?? {}, cwd)
  const userDir = options.userDir ?? (settings.userDir as string | undefined)
  const env = options.env ?? process.env
  const red = new RedHost({ settings, env, cwd, userDir: userDir && resolve(cwd, userDir) })
  const palette = await createPalette({
    cwd,
    red,
    settings,
    ...(await givenNodes(options)),
    ...(userDir === undefined ? {} : { userDir }),
  })
  const compile = preferReadyChecks(readyChecks, createSchemaCompiler())
  const types = createNodeTypes(palette, compile)
  return { settings, palette, options, env, cwd, userDir, types, compile, red }
}

async function givenNodes(options: LocalOptions): Promise<Pick<PaletteOptions, 'nodes' | 'packages'>> {
  const { nodes = [], modules = [], sandbox, grants } = options
  if (sandbox !== 'process') return { nodes: [...nodes, ...modules] }
  const { grantedNodes } = await import('./process/restrict.js')
  return { nodes: grantedNodes(options), packages: grants?.packages ?? [] }
}

/** Reads a flow and builds its graph. Problems of the flow are in the result; only what lies outside it throws. */
export async function prepareFlow(source: FlowSource, preparation: Preparation): Promise<PreparedFlow> {
  const { options, palette, settings, env, compile, cwd, userDir } = preparation
  const { text, file, path, folder } = await readSource(source, cwd)
  const read = readFlow(text, {
    file,
    compile,
    ...(options.flowNumber === undefined ? {} : { flow: options.flowNumber }),
  })
  preparation.red.useFlow({ folder })
  const listed = read.definitions.map(({ type }) => type)
  await palette.loadPlugins()
  await palette.load(listed, folder)
  const { unknownAs } = options
  const definitions =
    unknownAs === undefined ? read.definitions : await replaceUnknown(read.definitions, palette, unknownAs)
  const flowFile = { ...read, definitions }
  const types = definitions.map(({ type }) => type)
  const credentials = await loadCredentials({
    flowFile,
    settings,
    env,
    cwd,
    ...(path === undefined ? {} : { flowPath: path }),
    ...(options.credentials === undefined ? {} : { credentialsOption: options.credentials }),
    ...(userDir === undefined ? {} : { userDir }),
  })
  const isComplete = types.every((type) => palette.has(type) || !isNodeType(type))
  const packages = isComplete ? undefined : await findPackages(flowFile, palette)
  const graph = await buildGraph(flowFile, {
    types: preparation.types,
    packages,
    process: processEnvironment(env, settings.envVarExcludes as readonly string[] | undefined),
    credentialsOf: ({ id, type, name }) => credentials.forNode(id, type, name),
  })
  const isTrusted = options.sandbox === 'trusted'
  const access = findHostAccess(graph.plans, { file: flowFile.file, settings, isTrusted })
  const problems = [...palette.problems, ...credentials.problems, ...graph.problems, ...access]
  const prepared = { flowFile, graph, credentials, problems }
  if (options.sandbox !== 'process') return prepared
  const { withUngranted } = await import('./process/restrict.js')
  return { ...prepared, problems: withUngranted(prepared, options, { cwd, settings }) }
}

/** The table of well-known packages is loaded only for a flow that lacks a type. */
async function findPackages({ definitions }: FlowFile, palette: Palette): Promise<MissingPackages> {
  const { findMissingPackages } = await import('./palette/missing-packages.js')
  return findMissingPackages(definitions, palette)
}

interface SourceText {
  text: string
  /** As the user named it. */
  file: string
  /** Of a flow that is a file: absolute. */
  path?: string
  /** Where the flow lies; for one that is no file, the working directory. */
  folder: string
}

/** @throws MillraceError FILE_NOT_FOUND */
export async function readSource(source: FlowSource, cwd: string): Promise<SourceText> {
  if (typeof source === 'string') {
    const path = resolve(cwd, source)
    try {
      return { text: await readFile(path, 'utf8'), file: source, path, folder: dirname(path) }
    } catch (error) {
      throw fileError(source, error as NodeJS.ErrnoException)
    }
  }
  if ('text' in source) return { text: source.text, file: source.file, folder: cwd }
  return { text: JSON.stringify(source), file: '<flow>', folder: cwd }
}

function fileError(file: string, error: NodeJS.ErrnoException): MillraceError {
  const reasons: Record<string, string> = {
    ENOENT: `The file "${file}" does not exist. Check the path, or give - to read standard input.`,
    EISDIR: `"${file}" is a folder. Give the path of a flow file in it.`,
    EACCES: `The file "${file}" may not be read. Check its permissions.`,
  }
  const text = reasons[error.code ?? ''] ?? `The file "${file}" cannot be read: ${error.message}`
  return new MillraceError('FILE_NOT_FOUND', text, { cause: error })
}

function createNodeTypes(palette: Palette, compile: SchemaCompiler): NodeTypes {
  const checkOf = createConfigChecks(compile)
  return {
    get: (type) => palette.get(type)?.type,
    isBuiltIn: (type) => palette.get(type)?.origin === 'built-in',
    failedSourceOf: (type) => palette.failedSourceOf(type),
    nearest: (type) => findNearestName(type, palette.names()),
    check: (type, raw) => checkOf(type)(raw),
  }
}
