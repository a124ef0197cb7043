import { MillraceError } from '../../runtime/errors.js'

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

/**
 * Prepares to fire at the times of a cron expression, in the time zone of the process.
 *
 * @throws MillraceError NODE_START_FAILED where the expression means no times
 */
export async function onSchedule(crontab: string, fire: () => void): Promise<() => StopTimer> {
  const { Cron } = await import('croner')
  try {
    // Constructed without a function, it only parses.
    new Cron(crontab)
  } catch (cause) {
    throw new MillraceError(
      'NODE_START_FAILED',
      `crontab "${crontab}" cannot be read: ${(cause as Error).message.replace(/^CronPattern: /, '')}`,
      { cause },
    )
  }
  return () => {
    const job = new Cron(crontab, fire)
    return () => job.stop()
  }
}
