import { errorCodes, FlowRefusedError, MillraceError, type Problem } from '../errors.js'
import type { PlainError } from './protocol.js'

export function toPlainError(error: unknown): PlainError {
  if (error instanceof FlowRefusedError)
    return { message: error.message, code: error.code, problems: error.problems.map(withoutCause) }
  if (error instanceof MillraceError) return { message: error.message, code: error.code }
  const denied = describeDenied(error)
  if (denied !== undefined) return { message: denied, code: 'NOT_GRANTED' }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

export function fromPlainError({ message, code, problems }: PlainError): Error {
  if (code === undefined || !Object.hasOwn(errorCodes, code)) return new Error(String(message))
  if (Array.isArray(problems)) return new FlowRefusedError(problems)
  return new MillraceError(code, String(message))
}

/** What Node.js refused to a process under its permission model. */
function describeDenied(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_ACCESS_DENIED') return undefined
  const resource = 'resource' in error ? `"${String(error.resource)}"` : 'that'
  return `The flow's process may not use ${resource}. Grant its folder with --allow-files <folder>, if it should.`
}

/** Problems carry what was thrown, which cannot be sent. */
export const withoutCause = ({ cause: _, ...problem }: Problem & { cause?: unknown }): Problem => problem
