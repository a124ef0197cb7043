import { MillraceError } from '../errors.js'

/** The error of a message whose function was interrupted. */
export function interruptedError(
  reason: 'time' | 'memory' | 'signal',
  call: { readonly label: string } | undefined,
  limit: number,
): MillraceError {
  const who = call?.label ?? 'Code of a function node after an await'
  if (reason === 'memory') {
    return new MillraceError(
      'NODE_TIMEOUT',
      `${who} was stopped: it took more than ${limit} MB of memory for one message. Work on less data at a time.`,
    )
  }
  if (reason === 'signal') return new MillraceError('NODE_TIMEOUT', `${who} was stopped by SIGINT.`)
  return new MillraceError(
    'NODE_TIMEOUT',
    `${who} ran longer than its time limit of ${showSeconds(limit)} and was stopped. Look for a loop without end, ` +
      'or give the node a longer "timeout" (in seconds).',
  )
}

function showSeconds(milliseconds: number): string {
  return milliseconds === 1000 ? '1 second' : `${milliseconds / 1000} seconds`
}
