import { createRuntime, FlowRefusedError, type Runtime } from '../../runtime/index.js'
import { settings } from './node-red-folder.js'
import { environmentWith, type RunningPeer } from './peer.js'
import { createRecordType, type Recorded } from './record.js'

/**
 * Runs a flow on Millrace, in this process.
 *
 * @param folder that the flow may write into
 * @param nodes files, folders and packages of node types
 */
export async function runOnMillrace(
  flow: readonly object[],
  folder: string,
  nodes: readonly string[] = [],
): Promise<RunningPeer> {
  const recorded: Recorded[] = []
  const runtime = createRuntime({
    flow,
    nodes: [createRecordType((message) => void recorded.push(message)), ...nodes],
    env: { ...process.env, ...environmentWith(folder) },
    settings,
    port: 0,
    drainTimeoutMs: 100,
    log: ({ level, message, node }) => {
      if (process.env.MILLRACE_COMPARE_LOG !== undefined) console.error(level, node?.id ?? '', message)
    },
  })
  const refusal = await start(runtime)
  if (refusal !== undefined) return { recorded: [refusal], url: '', stop: async () => {} }
  return {
    recorded,
    url: runtime.url as string,
    async stop() {
      await runtime.stop()
    },
  }
}

/** A flow that Millrace refuses has that for its result, with the codes of what is wrong. */
async function start(runtime: Runtime): Promise<Recorded | undefined> {
  try {
    await runtime.start()
    return undefined
  } catch (error) {
    if (!(error instanceof FlowRefusedError)) throw error
    const errors = error.problems.filter(({ severity }) => severity === 'error')
    return { at: 'refused', message: errors.map(({ code, node }) => `${code} ${node?.id ?? ''}`) }
  }
}
