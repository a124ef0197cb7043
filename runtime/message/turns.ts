type Work = () => void | Promise<void>

interface Turn {
  readonly work: Work
  resolve(): void
  reject(error: unknown): void
}

/**
 * Does pieces of work one after the other, so that messages keep their order where some have to wait.
 *
 * A list and not a chain of promises: each error that is made looks back along the promises that wait for it, so that
 * a burst of failures would take quadratic time.
 */
export class Turns {
  private waiting: Turn[] = []
  private working: Promise<void> | undefined

  /**
   * Does the work: at once, or after what came before it while some of that has to wait.
   *
   * @returns as the work does; a promise where it has to wait for its turn
   * @throws what the work throws, or the promise rejects with it; the next one has its turn all the same
   */
  take(work: Work): void | Promise<void> {
    if (this.working !== undefined) {
      return new Promise((resolve, reject) => {
        this.waiting.push({ work, resolve, reject })
      })
    }
    const done = work()
    if (done !== undefined) this.working = this.workOff(done)
    return done
  }

  /** Resolves once nothing is under way any more. */
  async settled(): Promise<void> {
    await this.working
  }

  private async workOff(first: Promise<void>): Promise<void> {
    await first.catch(() => {})
    while (this.waiting.length > 0) {
      const turns = this.waiting
      this.waiting = []
      for (const turn of turns) await perform(turn)
    }
    this.working = undefined
  }
}

async function perform({ work, resolve, reject }: Turn): Promise<void> {
  try {
    await work()
    resolve()
  } catch (error) {
    reject(error)
  }
}
