import { setTimeout as wait } from 'node:timers/promises'
import { MillraceError } from '../errors.js'
import type { LogEntry } from '../log.js'
import { ChildLink, type ChildSpec } from './child-link.js'
import type { ChildOptions, Request, RunningState } from './protocol.js'
import { Pulse } from './pulse.js'

export interface SupervisorOptions {
  readonly spec: ChildSpec
  /** Largest size of the process in bytes. */
  readonly mostRss: number
  /** How long a graceful stop may take. */
  readonly stopMs: number
  log(entry: LogEntry): void
  /** The flow runs again, in a new process. */
  onRestarted(state: RunningState): void
}

const shortestPauseMs = 50
const longestPauseMs = 5000
/** A process that ran this long had not been ended by its own start. */
const goodRunMs = 2000

/** Keeps the process of a flow running: starts it, watches it, and starts it again where it ended or had to end. */
export class Supervisor {
  private link: ChildLink | undefined
  private pulse: Pulse | undefined
  private isStopping = false
  private pauseMs = shortestPauseMs
  private startedAt = 0
  private killedFor: string | undefined

  constructor(
    private readonly options: SupervisorOptions,
    /** What a new process is started with. */
    private readonly startOptions: () => ChildOptions,
  ) {}

  async start(): Promise<RunningState> {
    process.on('exit', this.killNow)
    try {
      return await this.startChild()
    } catch (error) {
      const why = this.killedFor
      await this.end()
      if (why === undefined) throw error
      const message = `The flow's process was ended while the flow started: ${why}.`
      throw new MillraceError('NODE_START_FAILED', message)
    }
  }

  async ask(request: Request): Promise<unknown> {
    if (this.link === undefined) throw new Error("The flow's process is starting again.")
    return this.link.ask(request)
  }

  /** Asks the process to stop, and kills it where it does not. What it reported; undefined where it could not. */
  async stop(): Promise<unknown> {
    this.isStopping = true
    const { link } = this
    try {
      if (link === undefined || link.hasEnded) return undefined
      const timeout = wait(this.options.stopMs, undefined, { ref: false })
      return await Promise.race([link.ask({ do: 'stop' }), timeout])
    } catch {
      return undefined
    } finally {
      await this.end()
    }
  }

  private async startChild(): Promise<RunningState> {
    const link = new ChildLink(this.options.spec, this.options.log)
    this.link = link
    this.killedFor = undefined
    this.startedAt = performance.now()
    this.pulse = new Pulse(link, this.options.mostRss, (why) => {
      this.killedFor = why
      link.kill()
    })
    const state = (await link.ask({ do: 'start', options: this.startOptions() })) as RunningState
    void link.exited.then((how) => this.restart(this.killedFor ?? how))
    return state
  }

  private async restart(why: string): Promise<void> {
    this.pulse?.stop()
    this.link = undefined
    if (performance.now() - this.startedAt > goodRunMs) this.pauseMs = shortestPauseMs
    for (let reason = why; !this.isStopping; ) {
      this.tell(`The flow's process ended: ${reason}. It starts again in ${this.pauseMs} ms.`)
      await wait(this.pauseMs)
      this.pauseMs = Math.min(2 * this.pauseMs, longestPauseMs)
      if (this.isStopping) return
      try {
        this.options.onRestarted(await this.startChild())
        return
      } catch (error) {
        await this.endLink()
        reason = this.killedFor ?? (error instanceof Error ? error.message : String(error))
      }
    }
  }

  private async end(): Promise<void> {
    this.isStopping = true
    process.off('exit', this.killNow)
    await this.endLink()
  }

  private async endLink(): Promise<void> {
    this.pulse?.stop()
    const { link } = this
    this.link = undefined
    if (link === undefined) return
    link.kill()
    await link.exited
  }

  private readonly killNow = (): void => this.link?.kill()

  private tell(message: string): void {
    this.options.log({ level: 'error', message, time: Date.now() })
  }
}
