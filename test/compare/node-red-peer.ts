import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { findNodeRed } from './install-node-red.js'
import { makeNodeRedFolder, settings } from './node-red-folder.js'
import { environment, type RunningPeer } from './peer.js'
import type { Recorded } from './record.js'
import type { NodeRedNote } from './record-for-node-red.js'

const startTimeoutMs = 30_000

/** One Node-RED without an editor, to which flows are deployed one after the other through its admin API. */
export class NodeRed {
  private run = 0
  private recorded: Recorded[] = []

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly url: string,
  ) {
    process.on('message', ({ run, at, message }: NodeRedNote) => {
      // A node that is being stopped may still send.
      if (run === this.run) this.recorded.push({ at, message })
    })
  }

  static async start(): Promise<NodeRed> {
    const port = await findFreePort()
    const folder = await makeNodeRedFolder(port)
    const child = fork(findNodeRed(), ['--userDir', folder, '--no-telemetry'], {
      env: { ...process.env, ...environment, NODE_OPTIONS: '' },
      execArgv: [],
      silent: true,
    })
    const log: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        log.push(text)
        if (process.env.MILLRACE_COMPARE_LOG !== undefined) process.stderr.write(text)
      })
    }
    const url = `http://127.0.0.1:${port}`
    const ends = Date.now() + startTimeoutMs
    while (!(await answers(`${url}/admin/flows`))) {
      if (child.exitCode !== null || Date.now() > ends)
        throw new Error(`Node-RED does not start:\n${log.join('')}`)
      await wait(100)
    }
    return new NodeRed(child, folder, url)
  }

  /** Replaces what runs by another flow. */
  async deploy(flow: readonly object[]): Promise<RunningPeer> {
    const run = ++this.run
    this.recorded = []
    await this.clearGlobalContext()
    const numbered = flow.map((node) => ('type' in node && node.type === 'record' ? { ...node, run } : node))
    const response = await fetch(`${this.url}/admin/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
      body: JSON.stringify(numbered),
    })
    if (!response.ok)
      throw new Error(`Node-RED refuses the flow: ${response.status} ${await response.text()}`)
    const { url, recorded } = this
    return { url, recorded, stop: async () => {} }
  }

  /** What a flow put there would be found by the next. */
  private async clearGlobalContext(): Promise<void> {
    const response = await fetch(`${this.url}/admin/context/global`)
    const stores = (await response.json()) as Record<string, Record<string, unknown>>
    for (const [store, values] of Object.entries(stores)) {
      for (const key of Object.keys(values)) {
        if (key in settings.functionGlobalContext) continue
        const path = `${encodeURIComponent(key)}?store=${store}`
        await fetch(`${this.url}/admin/context/global/${path}`, { method: 'DELETE' })
      }
    }
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const exited = once(this.process, 'exit')
      this.process.kill()
      await exited
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
