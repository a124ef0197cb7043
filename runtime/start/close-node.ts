import { isConfigNode } from '../build/build-graph.js'
import type { NodePlan } from '../build/graph.js'
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

/** How long a node's closing may hold up that of the config nodes that it may need for it. */
const patienceMs = 500

/**
 * Closes nodes in the reverse of the order in which they were made: first all that are no config nodes, at once, then
 * the config nodes, each once those before it are done. One that takes long is not waited for: it may itself wait for
 * a config node to close, as a server does for the connection that a config node holds to it.
 */
export async function closeInReverse(
  plans: readonly NodePlan[],
  close: (plan: NodePlan) => Promise<void>,
): Promise<void> {
  const reversed = [...plans].reverse()
  const closing = reversed.filter((plan) => !isConfigNode(plan)).map(close)
  for (const plan of reversed.filter(isConfigNode)) {
    await waitBriefly(Promise.all(closing))
    closing.push(close(plan))
  }
  await Promise.all(closing)
}

async function waitBriefly(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  await Promise.race([work, patience])
  clearTimeout(timer)
}
