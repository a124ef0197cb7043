import { join } from 'node:path'
import type { Contender } from './contender.js'
import { benchFolder } from './folders.js'
import { askChild, cores, spawnPinned } from './process.js'

/** The same work by direct calls in one program, without any runtime of flows: see `servers/floors.cjs`. */
export const directCalls: Contender = {
  name: 'floor: direct calls',
  async start() {
    const child = spawnPinned(
      cores.server,
      process.execPath,
      [join(benchFolder, 'servers/floors.cjs')],
      {},
      true,
    )
    return {
      pid: child.pid as number,
      port: 0,
      startedAt: performance.now(),
      ask: (order) => askChild(child, order),
      async stop() {
        child.kill('SIGKILL')
      },
    }
  },
}
