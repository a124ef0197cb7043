import { join } from 'node:path'
import type { Contender } from './contender.js'
import { benchFolder, benchSecret } from './folders.js'
import { findFreePort, startProcess } from './process.js'

/** A server of `servers/`. */
function server(name: string, file: string, env: Record<string, string> = {}): Contender {
  return {
    name,
    async start({ isTimed }) {
      const port = await findFreePort()
      return startProcess(process.execPath, [join(benchFolder, 'servers', file)], {
        port,
        env: { BENCH_PORT: String(port), BENCH_SECRET: benchSecret, ...env },
        ...(isTimed && { isTimed }),
      })
    },
  }
}

/** The documented flow as one would write it by hand. */
export const express4 = server('Express 4, by hand', 'express.cjs', { BENCH_EXPRESS: 'express4' })
export const express5 = server('Express 5, by hand', 'express.cjs', { BENCH_EXPRESS: 'express5' })
export const bareHttp = server('node:http, by hand', 'http.cjs')
/** No work at all. */
export const constantAnswer = server('floor: node:http, constant answer', 'constant.cjs')
