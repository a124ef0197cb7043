import type { Behaviour } from '../define-node.js'
import { MillraceError } from '../errors.js'

/** Closes a node; gives what went wrong, if anything. A node that takes longer than it may is left behind. */
export async function closeNode(
  behaviour: Behaviour,
  isRemoved: boolean,
  timeoutMs: number,
): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    const late = () => reject(new MillraceError('NODE_TIMEOUT', `It took longer than ${timeoutMs} ms.`))
    timer = setTimeout(late, timeoutMs)
  })
  try {
    const closing = behaviour.close?.(isRemoved)
    if (closing !== undefined) await Promise.race([closing, timeout])
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    timeout.catch(() => {})
    clearTimeout(timer)
  }
}
