import { MillraceError } from '../../runtime/errors.js'
import type { StopTimer } from '../../runtime/message/timer.js'

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
