import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MillraceError } from '../errors.js'
import { credentialPaths } from '../load/credential-file.js'
import type { HostGrants } from './host-grants.js'

export interface ChildPlaces {
  /** The folder that Millrace is installed in. */
  readonly root: string
  readonly cwd: string
  readonly flowPath?: string | undefined
  readonly userDir?: string | undefined
  readonly credentials?: string | undefined
  readonly settings?: string | undefined
  /** Files, folders and packages with node types that are granted. */
  readonly nodes: readonly string[]
  readonly grants: HostGrants
  /** The heap, in megabytes. */
  readonly memoryMb: number
}

/**
 * The options of Node.js for the flow's process: its permission model, in which the process reads what the program
 * itself consists of, the files of the flow, and what is granted; it has no threads, no child processes, no addons.
 *
 * @throws MillraceError BAD_ARGUMENT where this Node.js has no permission model
 */
export function childFlags(places: ChildPlaces): string[] {
  const { grants, memoryMb } = places
  return [
    permissionFlag(),
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    `--max-old-space-size=${memoryMb}`,
    ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
    ...(grants.exec === true ? ['--allow-child-process'] : []),
    ...readable(places).map((path) => `--allow-fs-read=${path}`),
    ...writable(places).map((path) => `--allow-fs-write=${path}`),
  ]
}

function permissionFlag(): string {
  const flag = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  )
  if (flag !== undefined) return flag
  const message =
    'This Node.js has no permission model, which the sandbox "process" needs. Use Node.js 20.19 or newer.'
  throw new MillraceError('BAD_ARGUMENT', message)
}

function readable(places: ChildPlaces): string[] {
  const { root, cwd, flowPath, userDir, credentials, settings, nodes } = places
  const folder = userDir === undefined ? flowPath && dirname(flowPath) : resolve(cwd, userDir)
  const ofFlow = [
    ...(flowPath === undefined
      ? []
      : [flowPath, ...credentialPaths(flowPath, userDir && resolve(cwd, userDir))]),
    ...(folder === undefined
      ? []
      : [join(folder, '.config.runtime.json'), join(folder, '.config.projects.json')]),
    ...[credentials, settings].flatMap((file) => (file === undefined ? [] : [resolve(cwd, file)])),
  ]
  const ofProgram = [
    join(root, 'package.json'),
    ...asFolder(join(root, 'dist')),
    ...moduleFolders(root).flatMap(asFolder),
  ]
  const ofNodes =
    nodes.length === 0
      ? []
      : [
          ...['node_modules', 'nodes'].flatMap((name) => asFolder(join(folder ?? cwd, name))),
          ...[...moduleFolders(folder ?? cwd), ...moduleFolders(cwd)].flatMap(asFolder),
          ...[folder ?? cwd, cwd].map((each) => join(each, 'package.json')),
          ...nodes.flatMap((entry) => asFolder(resolve(cwd, entry))),
        ]
  return withoutRepeats([...ofProgram, ...ofFlow, ...ofNodes, ...writable(places)])
}

function writable({ cwd, grants }: ChildPlaces): string[] {
  return withoutRepeats((grants.files ?? []).flatMap((folder) => asFolder(resolve(cwd, folder))))
}

/** All in a folder, by its name and by the one that it really has. */
function asFolder(path: string): string[] {
  const names = existsSync(path) ? [path, realpathSync(path)] : [path]
  return names.map((name) => join(name, '*'))
}

/** Where packages are looked for: in `node_modules` upwards from a folder. */
function moduleFolders(start: string): string[] {
  const folder = join(start, 'node_modules')
  const parent = dirname(start)
  return [...(existsSync(folder) ? [folder] : []), ...(parent === start ? [] : moduleFolders(parent))]
}

/** Each path once, and none that lies in a folder of the list: Node.js 20 ends where it is told of one twice. */
function withoutRepeats(paths: readonly string[]): string[] {
  const isInside = (path: string, folder: string) =>
    path !== folder && folder.endsWith('*') && path.startsWith(folder.slice(0, -1))
  const once = [...new Set(paths)]
  return once.filter((path) => !once.some((folder) => isInside(path, folder)))
}
