import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Contender } from './contender.js'
import { benchFolder, projectFolder } from './folders.js'
import { findFreePort, startProcess } from './process.js'

export const millraceCommand = join(projectFolder, 'dist/millrace.js')

interface Options {
  name?: string
  binary?: string
  sandbox?: 'contained' | 'trusted'
}

/** The built command, as users start it. */
export function millrace(options: Options = {}): Contender {
  const { name = 'Millrace', binary = process.execPath, sandbox } = options
  return {
    name,
    async start({ flow, hasDrives, isTimed, path }) {
      const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
      const file = join(folder, 'flows.json')
      await writeFile(file, JSON.stringify(flow))
      const port = await findFreePort()
      const args = ['run', file, '--port', String(port), '--log-level', 'error']
      if (sandbox !== undefined) args.push('--sandbox', sandbox)
      if (hasDrives) args.push('--nodes', join(benchFolder, 'nodes/for-millrace'))
      return startProcess(binary, [millraceCommand, ...args], {
        port,
        ...(hasDrives && { hasDrives }),
        ...(isTimed && { isTimed }),
        ...(path !== undefined && { path }),
        onStopped: () => rm(folder, { recursive: true, force: true }),
      })
    },
  }
}
