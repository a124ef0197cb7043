import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Started, spawnMillrace } from '../../helpers/spawn-millrace.js'
import { corpusFlow } from './corpus-flow.js'
import type { Target } from './try-corpus.js'

/** `millrace run` with the corpus. */
export class MillraceTarget implements Target {
  url = ''
  private started: Started | undefined

  constructor(
    private readonly level: 'contained' | 'process',
    private readonly limitMs: number,
  ) {}

  get hasEnded(): boolean {
    return this.started?.child.exitCode !== null
  }

  async restart(): Promise<void> {
    await this.stop()
    const cwd = await mkdtemp(join(tmpdir(), 'millrace-corpus-'))
    await writeFile(join(cwd, 'flow.json'), JSON.stringify(corpusFlow()))
    await writeFile(
      join(cwd, 'settings.json'),
      JSON.stringify({ globalFunctionTimeout: this.limitMs / 1000 }),
    )
    const options = ['--port', '0', '--settings', 'settings.json', '--log-level', 'fatal']
    this.started = spawnMillrace(['run', 'flow.json', ...options, '--sandbox', this.level], { cwd })
    this.url = await this.started.url
  }

  async stop(): Promise<void> {
    this.started?.child.kill('SIGKILL')
    await this.started?.ended
  }
}
