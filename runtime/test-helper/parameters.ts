import type { DeployKind } from '../start/diff.js'
import type { Credentials } from './flow-entries.js'

export type Callback = (error?: unknown) => void

/** What comes after the flow: credentials, a callback, both in that order, or neither. */
export type Rest = [Callback?] | [(Credentials | null)?, Callback?]

export function readRest([first, second]: Rest): {
  credentials: Credentials
  callback: Callback | undefined
} {
  if (typeof first === 'function') return { credentials: {}, callback: first }
  return { credentials: first ?? {}, callback: second }
}

/** What comes after the flow for `setFlows`, where the kind of deploy may be left out. */
export function readDeployRest(rest: readonly unknown[]): ReturnType<typeof readRest> & { kind: DeployKind } {
  const [kind, ...others] = rest
  const isKind = typeof kind === 'string' || kind === undefined || kind === null
  const { credentials, callback } = readRest((isKind ? others : rest) as Rest)
  return { kind: kind === 'flows' || kind === 'nodes' ? kind : 'full', credentials, callback }
}

/** Hands the result to a callback, where there is one; errors of the callback itself are the test's. */
export async function tell(work: Promise<unknown>, callback: Callback | undefined): Promise<void> {
  try {
    await work
  } catch (error) {
    if (callback === undefined) throw error
    callback(error)
    return
  }
  callback?.()
}
