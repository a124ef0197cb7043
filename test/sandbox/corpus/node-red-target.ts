import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findNodeRed } from '../../compare/install-node-red.js'
import { corpusFlow } from './corpus-flow.js'
import type { Target } from './try-corpus.js'

/** Node-RED as it comes, with the corpus. */
export class NodeRedTarget implements Target {
  url = ''
  readonly mayStumble = false
  readonly graceMs = 1000
  private child: ChildProcess | undefined
  private folder: string | undefined

  get hasEnded(): boolean {
    return this.child?.exitCode !== null || this.child.signalCode !== null
  }

  async restart(): Promise<void> {
    await this.stop()
    const folder = await mkdtemp(join(tmpdir(), 'millrace-corpus-'))
    this.folder = folder
    await writeFile(join(folder, 'flows.json'), JSON.stringify(corpusFlow()))
    const port = await freePort()
    this.url = `http://127.0.0.1:${port}`
    const args = [findNodeRed(), '-u', folder, '-p', String(port), 'flows.json']
    this.child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' })
    for (const since = Date.now(); ; ) {
      const text = await fetch(`${this.url}/alive`, { signal: AbortSignal.timeout(1000) }).then(
        (response) => response.text(),
        () => '',
      )
      if (text === 'alive') return
      if (Date.now() - since > 30_000) throw new Error('Node-RED does not start.')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop(): Promise<void> {
    const { child, folder } = this
    if (child !== undefined && !this.hasEnded) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    this.folder = undefined
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
