/** More timers than this at once are a mistake of the function, or meant to exhaust the process. */
const mostTimers = 10_000

/** The timers of one function, by the numbers that its realm gave them. */
export class TimerSet {
  private readonly timers = new Map<number, NodeJS.Timeout>()

  /**
   * @param fire called with the number of a timer that is due
   * @param forget called when all are gone at once
   */
  constructor(
    private readonly fire: (id: number) => void,
    private readonly forget: () => void,
  ) {}

  set(id: number, milliseconds: number, repeats: boolean): void {
    if (this.timers.size >= mostTimers) {
      // Left alone, they would go on to set others.
      this.clearAll()
      throw new Error(`A function can have ${mostTimers} timers at once: it had more, and all were cleared.`)
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
    this.forget()
  }
}
