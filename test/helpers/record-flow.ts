import { onTestFinished, vi } from 'vitest'
import { defineNode } from '../../runtime/define-node.js'
import { createRuntime, type LogEntry, type Message, type Runtime } from '../../runtime/index.js'
import type { RuntimeOptions } from '../../runtime/options.js'

/** A flow under test: `record` nodes keep what arrives, by the node's name or id. */
export interface RecordedFlow {
  readonly runtime: Runtime
  /** Messages in the order of arrival, over all `record` nodes. */
  readonly records: Array<{ at: string; message: Message }>
  readonly logged: LogEntry[]
  /** Hands a message to a node, and waits until nothing is delivered any more. */
  send(id: string, message?: Record<string, unknown>): Promise<void>
  /** Waits until so many messages have been recorded. */
  recorded(count: number): Promise<RecordedFlow['records']>
  /** What `record` nodes got as `payload`, in order. */
  payloads(): unknown[]
}

export type FlowEntry = { id: string; type: string; wires?: string[][]; [field: string]: unknown }

/** Starts a flow, without listening unless `port` says so, and stops it with the test. */
export async function recordFlow(
  flow: readonly FlowEntry[],
  options: Partial<Omit<RuntimeOptions, 'flow' | 'log'>> = {},
): Promise<RecordedFlow> {
  const records: RecordedFlow['records'] = []
  const logged: LogEntry[] = []
  const runtime = createRuntime({
    port: false,
    env: {},
    drainTimeoutMs: 1000,
    ...options,
    flow,
    nodes: [createRecordType(records), ...(options.nodes ?? [])],
    log: (entry) => void logged.push(entry),
  })
  onTestFinished(() => runtime.stop().then(() => {}))
  await runtime.start()
  return {
    runtime,
    records,
    logged,
    payloads: () => records.map(({ message }) => message.payload),
    async send(id, message = {}) {
      if (!runtime.inject(id, message)) throw new Error(`no node ${id} runs`)
      await settle()
    },
    async recorded(count) {
      await vi.waitFor(() => {
        if (records.length < count) throw new Error(`${records.length} of ${count} messages`)
      })
      return records
    },
  }
}

export function createRecordType(records: RecordedFlow['records']) {
  return defineNode({
    type: 'record',
    summary: 'Keeps what arrives.',
    config: { type: 'object', properties: {} },
    create(_, node) {
      return { input: (message) => void records.push({ at: node.name || node.id, message }) }
    },
  })
}

/** Deliveries are macrotasks: a few dozen of them pass. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve))
}
