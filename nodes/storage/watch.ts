import { type Stats, statSync } from 'node:fs'
import { basename } from 'node:path'
import { defineNode, type RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import type { Message } from '../../runtime/message/message.js'

export default defineNode({
  type: 'watch',
  summary: 'Sends a message when a file, or a file in a folder, changes.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      files: {
        type: 'string',
        description: 'The files and folders to watch, separated by commas; they must be there.',
        errorIfEmpty: true,
      },
      recursive: { type: 'boolean', default: false, description: 'Watch the folders in folders as well.' },
    },
    required: ['files'],
  },
  help: {
    reads: {},
    sets: {
      payload: 'The path of what changed; the same as filename.',
      filename: 'The path of what changed.',
      file: 'Its name without the folders.',
      topic: 'What is watched: the path, or a JSON list of several.',
      event: 'update (new or changed) or remove.',
      type: 'file, directory, blockdevice, characterdevice, socket, fifo, n/a, or none where it is gone.',
      size: 'Of a file, in bytes.',
    },
    outputs: ['A new message for each change.'],
    example: [
      { id: 'changes', type: 'watch', files: '.', wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'true', wires: [] },
    ],
  },

  needs: ({ files }) => readList(files).map((path) => ({ power: 'files', path })),

  check: ({ files }) =>
    readList(files).length > 0
      ? []
      : [{ message: `files: "${files}" names no file.`, remedy: 'Write the paths of files or folders.' }],

  async create({ files, recursive }, node) {
    const { default: module } = await import('node-watch')
    // What the package declares as its default export is all that it exports.
    const watch = module as unknown as typeof module.default
    const paths = readList(files)
    const topic = paths.length === 1 ? paths[0] : JSON.stringify(paths)
    for (const path of paths) assertThere(path, node)
    const watcher = watch(paths, { recursive })
    watcher.on('change', (event, path) => node.send(describeChange(event ?? 'update', String(path), topic)))
    watcher.on('error', (error: unknown) => node.error(error, { payload: '' }))
    await new Promise<void>((resolve) => {
      watcher.once('ready', resolve)
      watcher.once('error', () => resolve())
    })

    return {
      close() {
        watcher.close()
      },
    }
  },
})

/** Paths may stand in quotes. */
const readList = (files: string) =>
  files
    .split(',')
    .map((path) => path.trim().replace(/^"(.*)"$/, '$1'))
    .filter((path) => path !== '')

function assertThere(path: string, node: RunningNode): void {
  if (statsOf(path) !== undefined) return
  throw new MillraceError(
    'NODE_START_FAILED',
    `watch ${node.id}: there is no "${path}" to watch. Make it before the start.`,
  )
}

/** Undefined where there is nothing, or nothing that may be looked at. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

function describeChange(event: string, path: string, topic: string | undefined): Message {
  const stats = statsOf(path)
  return {
    payload: path,
    topic,
    file: basename(path),
    filename: path,
    event,
    ...(stats?.isFile() ? { size: stats.size } : {}),
    type: stats === undefined ? 'none' : nameKind(stats),
  }
}

function nameKind(stats: Stats): string {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  if (stats.isBlockDevice()) return 'blockdevice'
  if (stats.isCharacterDevice()) return 'characterdevice'
  if (stats.isSocket()) return 'socket'
  return stats.isFIFO() ? 'fifo' : 'n/a'
}
