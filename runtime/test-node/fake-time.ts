/** A clock that stands until it is told to go on; the timers and the date of the whole process follow it. */
export interface FakeTime {
  /** Lets time pass, in milliseconds; timers that are due are called, and what they start has its turn. */
  pass(milliseconds: number): Promise<void>
  end(): void
}

/**
 * Stops time: `setTimeout`, `setInterval`, `Date` and `performance` of this process stand still. What is left alone
 * are `setImmediate`, `queueMicrotask` and `nextTick`, so that messages are delivered without waiting.
 */
export async function stopTime(): Promise<FakeTime> {
  const { install } = await import('@sinonjs/fake-timers')
  const clock = install({
    now: Date.now(),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  return {
    async pass(milliseconds) {
      await clock.tickAsync(milliseconds)
    },
    end: () => clock.uninstall(),
  }
}
