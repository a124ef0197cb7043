import type { Problem } from '../errors.js'
import { unhonouredSettings } from '../load/known-settings.js'
import type { Settings } from '../load/settings.js'
import type { Log } from '../log.js'
import type { PreparedFlow } from '../prepare.js'

/** Logs what a user should know of a flow that is about to run. */
export function announceFlow({ problems, credentials }: PreparedFlow, settings: Settings, log: Log): void {
  const ignored = unhonouredSettings(settings)
  if (ignored.length > 0) {
    log({ level: 'warn', message: `These settings have no effect in Millrace: ${ignored.join(', ')}.` })
  }
  for (const problem of problems) logProblem(problem, log)
  for (const notice of credentials.notices) log({ level: 'warn', message: notice })
}

export function logProblem({ file, line, column, code, severity, message, remedy }: Problem, log: Log): void {
  const place = line > 0 ? `${file}:${line}:${column}` : file
  log({ level: severity === 'error' ? 'error' : 'warn', message: `${place}: ${code}: ${message} ${remedy}` })
}
