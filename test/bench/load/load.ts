import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { benchFolder } from '../contenders/folders.js'
import { askChild, cores, spawnPinned } from '../contenders/process.js'

export interface LoadOrder {
  port: number
  path?: string
  connections?: number
  seconds?: number
  /** So many in all, whatever time it takes. */
  requests?: number
  /** Requests a second, at even distances; as many as are answered where not given. */
  rate?: number
}

export interface LoadFigures {
  requests: number
  perSecond: number
  /** Milliseconds from when the request was due to the end of its answer. */
  p50: number
  p99: number
}

/** The process that sends requests, on its own core. */
export class Load {
  private readonly child: ChildProcess

  constructor() {
    this.child = spawnPinned(cores.load, process.execPath, [join(benchFolder, 'load/generate.mjs')], {}, true)
    this.child.stderr?.pipe(process.stderr)
  }

  run(order: LoadOrder): Promise<LoadFigures> {
    return askChild(this.child, { path: '/jwt/generate', connections: 50, ...order })
  }

  stop(): void {
    this.child.kill('SIGKILL')
  }
}

export async function withLoad<Result>(use: (load: Load) => Promise<Result>): Promise<Result> {
  const load = new Load()
  try {
    return await use(load)
  } finally {
    load.stop()
  }
}
