import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Contender } from './contender.js'
import { benchFolder } from './folders.js'
import { findFreePort, startProcess } from './process.js'

interface Options {
  name?: string
  /** The jwt nodes make a key object of the secret once. */
  hasKeyObject?: boolean
  /** `globalFunctionTimeout`, in seconds. */
  functionTimeout?: number
}

/** Node-RED without its editor, with the nodes of `nodes/for-node-red`. */
export function nodeRed({ name = 'Node-RED', hasKeyObject, functionTimeout }: Options = {}): Contender {
  return {
    name,
    async start({ flow, hasDrives, isTimed, path }) {
      const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
      const port = await findFreePort()
      await writeFile(join(folder, 'flows.json'), JSON.stringify(flow))
      await writeFile(join(folder, 'flows_cred.json'), JSON.stringify(credentialsOf(flow)))
      await writeFile(join(folder, 'settings.js'), settingsModule(port, functionTimeout))
      return startProcess(process.execPath, [nodeRedCommand(), '--userDir', folder, '--no-telemetry'], {
        port,
        ...(hasKeyObject && { env: { BENCH_KEY_OBJECT: '1' } }),
        ...(hasDrives && { hasDrives }),
        ...(isTimed && { isTimed }),
        ...(path !== undefined && { path }),
        onStopped: () => rm(folder, { recursive: true, force: true }),
      })
    },
  }
}

export function nodeRedCommand(): string {
  const main = join(nodeRedFolder(), 'node_modules/node-red/red.js')
  if (!existsSync(main)) throw new Error(`There is no ${main}.`)
  return main
}

/** Where Node-RED is installed: the folder that `MILLRACE_BENCH_NODE_RED` names, else that of the benchmark. */
export function nodeRedFolder(): string {
  return process.env.MILLRACE_BENCH_NODE_RED ?? benchFolder
}

/** Node-RED reads them from a file of their own. */
function credentialsOf(flow: readonly object[]): Record<string, object> {
  const entries = flow as ReadonlyArray<{ id: string; credentials?: object }>
  return Object.fromEntries(
    entries.flatMap(({ id, credentials }) => (credentials ? [[id, credentials]] : [])),
  )
}

function settingsModule(port: number, functionTimeout: number | undefined): string {
  const settings = {
    flowFile: 'flows.json',
    uiHost: '127.0.0.1',
    uiPort: port,
    httpAdminRoot: false,
    disableEditor: true,
    credentialSecret: false,
    nodesDir: join(benchFolder, 'nodes/for-node-red'),
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'error' } },
    ...(functionTimeout !== undefined && { globalFunctionTimeout: functionTimeout }),
  }
  return `module.exports = ${JSON.stringify(settings, null, 2)}\n`
}
