import { createRuntime } from '../../runtime/index.js'
import { settings } from './node-red-folder.js'
import { environment, type RunningPeer } from './peer.js'
import { createRecordType, type Recorded } from './record.js'

/** Runs a flow on Millrace, in this process. */
export async function runOnMillrace(flow: readonly object[]): Promise<RunningPeer> {
  const recorded: Recorded[] = []
  const runtime = createRuntime({
    flow,
    nodes: [createRecordType((message) => void recorded.push(message))],
    env: { ...process.env, ...environment },
    settings,
    port: 0,
    drainTimeoutMs: 100,
    log: ({ level, message, node }) => {
      if (process.env.MILLRACE_COMPARE_LOG !== undefined) console.error(level, node?.id ?? '', message)
    },
  })
  await runtime.start()
  return {
    recorded,
    url: runtime.url as string,
    async stop() {
      await runtime.stop()
    },
  }
}
