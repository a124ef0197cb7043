import { readFileSync } from 'node:fs'
import type { ChildLink } from './child-link.js'

const intervalMs = 200
/** Where the flow has no functions: nodes of the host have no limit of their own. */
const usualLimitMs = 5000
/** How long a call of a function may go on after its limit before the process itself has to end. */
const graceMs = 1000
/** As `graceMs`, while the flow is loaded and its nodes are made, or closed. */
const changingMs = 30_000

/** Watches one process: whether it answers, and how large it is. One that does not answer in time is killed. */
export class Pulse {
  private readonly timer: NodeJS.Timeout
  private asked = 0
  private silentMs = 0
  private lastTick = performance.now()

  /** @param kill is told why, once */
  constructor(
    private readonly link: ChildLink,
    private readonly mostRss: number,
    private readonly kill: (why: string) => void,
  ) {
    this.timer = setInterval(() => this.tick(), intervalMs)
    this.timer.unref()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private tick(): void {
    const now = performance.now()
    const elapsed = now - this.lastTick
    this.lastTick = now
    const { link, mostRss } = this
    if (link.answered >= this.asked) {
      this.silentMs = 0
      link.ping(++this.asked)
    } else {
      // Counted in steps: a computer that slept must not look like a process that did not answer.
      this.silentMs += Math.min(elapsed, 2 * intervalMs)
    }
    const { longestCallMs, rss } = link.lastPong
    const limit = link.isChanging ? changingMs : (longestCallMs || usualLimitMs) + graceMs
    if (this.silentMs > limit)
      this.end(`it did not answer for ${Math.round(this.silentMs / 100) / 10} seconds`)
    else if ((sizeOf(link.pid) ?? rss) > mostRss)
      this.end(`it took more than ${Math.round(mostRss / 2 ** 20)} MB of memory`)
  }

  private end(why: string): void {
    this.stop()
    this.kill(why)
  }
}

/** The memory of a process as the system tells it, where it does: a process that is busy cannot say. */
function sizeOf(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * 4096
  } catch {
    return undefined
  }
}
