import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findNodeRed } from './install-node-red.js'
import { makeNodeRedFolder, type Packages, settings } from './node-red-folder.js'
import { environmentWith, type RunningPeer } from './peer.js'
import type { Recorded } from './record.js'
import type { NodeRedNote, NodeRedOrder } from './record-for-node-red.js'

const startTimeoutMs = 30_000

/** One Node-RED without an editor, to which flows are deployed one after the other through its admin API. */
export class NodeRed {
  private run = 0
  private recorded: Recorded[] = []
  private onStarted: () => void = () => {}

  private constructor(
    private readonly process: ChildProcess,
    /** For both runtimes; gone with the stop. */
    readonly folder: string,
    private readonly url: string,
    private readonly log: string[],
  ) {
    process.on('message', (note: NodeRedNote) => {
      if (note === 'started') this.onStarted()
      // A node that is being stopped may still send.
      else if (note.run === this.run) this.recorded.push({ at: note.at, message: note.message })
    })
  }

  static async start(packages: Packages = []): Promise<NodeRed> {
    const port = await findFreePort()
    const folder = await makeNodeRedFolder(port, packages)
    await Promise.all(['files', 'files-of-millrace'].map((name) => mkdir(join(folder, name))))
    const child = fork(findNodeRed(), ['--userDir', folder, '--no-telemetry'], {
      // Some packages write into the working directory.
      cwd: folder,
      env: { ...process.env, ...environmentWith(join(folder, 'files')), NODE_OPTIONS: '' },
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
    return new NodeRed(child, folder, url, log)
  }

  /** Puts a message before a node of the flow; for nodes that the packages give. */
  send(to: string, message: object): void {
    this.process.send({ to, message } satisfies NodeRedOrder)
  }

  /** What was logged since the last call. */
  takeLog(): string {
    return this.log.splice(0).join('')
  }

  /** Replaces what runs by another flow; nothing is left of what the one before put into its context. */
  async deploy(flow: readonly object[]): Promise<RunningPeer> {
    const run = ++this.run
    const recorded: Recorded[] = []
    this.recorded = recorded
    await this.replaceFlow([])
    await this.clearGlobalContext()
    await this.replaceFlow(
      flow.map((node) => ('type' in node && node.type === 'record' ? { ...node, run } : node)),
    )
    return { url: this.url, recorded, stop: async () => {} }
  }

  /** The answer to a deploy comes before the flow has started. */
  private async replaceFlow(flow: readonly object[]): Promise<void> {
    const started = new Promise<void>((resolve) => {
      this.onStarted = resolve
    })
    const response = await fetch(`${this.url}/admin/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
      body: JSON.stringify(flow),
    })
    if (!response.ok)
      throw new Error(`Node-RED refuses the flow: ${response.status} ${await response.text()}`)
    await started
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
