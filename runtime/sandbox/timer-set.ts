/** More timers than this at once are a mistake of the function, or meant to exhaust the process. */
const mostTimers = 10_000

/** The timers of one function, by the numbers that its realm gave them. */
export class TimerSet {
  private readonly timers = new Map<number, NodeJS.Timeout>()

  constructor(private readonly fire: (id: number) => void) {}

  set(id: number, milliseconds: number, repeats: boolean): void {
    if (this.timers.size >= mostTimers) {
      throw new Error(
        `A function can have ${mostTimers} timers at once, not more. Clear those that are done with.`,
      )
    }
    const timer = repeats
      ? setInterval(() => this.fire(id), milliseconds)
      : setTimeout(() => {
          this.timers.delete(id)
          this.fire(id)
        }, milliseconds)
    this.timers.set(id, timer)
  }

  clear(id: number): void {
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
  }

  refresh(id: number): void {
    this.timers.get(id)?.refresh()
  }

  clearAll(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }
}
