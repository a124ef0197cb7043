export type StopTimer = () => void

/** setTimeout takes no longer wait: about 24 days. */
const longestWaitMs = 2 ** 31 - 1

/** As setTimeout, of any length. */
export function afterDelay(delayMs: number, fire: () => void): StopTimer {
  let timer: NodeJS.Timeout
  const wait = (leftMs: number) => {
    const stepMs = Math.min(leftMs, longestWaitMs)
    timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : fire()), stepMs)
  }
  wait(delayMs)
  return () => clearTimeout(timer)
}

/** As setInterval, of any length. */
export function repeatedly(periodMs: number, fire: () => void): StopTimer {
  if (periodMs <= longestWaitMs) {
    const timer = setInterval(fire, periodMs)
    return () => clearInterval(timer)
  }
  let stop: StopTimer
  const next = () => {
    stop = afterDelay(periodMs, () => {
      next()
      fire()
    })
  }
  next()
  return () => stop()
}
