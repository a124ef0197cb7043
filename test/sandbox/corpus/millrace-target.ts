import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Started, spawnMillrace } from '../../helpers/spawn-millrace.js'
import { corpusFlow } from './corpus-flow.js'
import type { Target } from './try-corpus.js'

/** `millrace run` with the corpus. */
export class MillraceTarget implements Target {
  url = ''
  readonly mayStumble = true
  /** A second; and where a process of its own may have to be started again, the time that a start takes here. */
  graceMs = 1000
  private started: Started | undefined
  private folder: string | undefined

  constructor(
    private readonly level: 'contained' | 'process',
    private readonly limitMs: number,
  ) {}

  get hasEnded(): boolean {
    const { exitCode, signalCode } = this.started?.child ?? {}
    return exitCode !== null || signalCode !== null
  }

  async restart(): Promise<void> {
    await this.stop()
    const start = performance.now()
    const cwd = await mkdtemp(join(tmpdir(), 'millrace-corpus-'))
    this.folder = cwd
    await writeFile(join(cwd, 'flow.json'), JSON.stringify(corpusFlow()))
    await writeFile(
      join(cwd, 'settings.json'),
      JSON.stringify({ globalFunctionTimeout: this.limitMs / 1000 }),
    )
    const options = ['--port', '0', '--settings', 'settings.json', '--log-level', 'fatal']
    this.started = spawnMillrace(['run', 'flow.json', ...options, '--sandbox', this.level], { cwd })
    this.url = await this.started.url
    if (this.level === 'process') this.graceMs = 1000 + Math.ceil(performance.now() - start)
  }

  async stop(): Promise<void> {
    this.started?.child.kill('SIGKILL')
    await this.started?.ended
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
    this.folder = undefined
  }
}
