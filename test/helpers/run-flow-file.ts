import { readFile } from 'node:fs/promises'
import { expect, vi } from 'vitest'
import type { Problem } from '../../runtime/errors.js'
import { createRuntime } from '../../runtime/index.js'
import type { LogEntry } from '../../runtime/log.js'
import type { RuntimeOptions } from '../../runtime/options.js'

/** A running flow file, with what its debug nodes showed and its nodes logged. */
export interface FlowRun {
  /** Puts a message before a node's input. */
  send(id: string, message: Readonly<Record<string, unknown>>): void
  /** What a debug node showed, once it showed that many values; fails where it shows too few. */
  shown(id: string, count?: number): Promise<unknown[]>
  /** What a debug node has shown up to now. */
  shownNow(id: string): unknown[]
  readonly logged: LogEntry[]
  readonly problems: readonly Problem[]
  readonly url: string | undefined
  stop(): Promise<void>
}

type Options = Omit<RuntimeOptions, 'flow' | 'log'>

/** Starts a flow file of the tests or of `flows/`; it serves nothing unless `port` is given. */
export async function runFlowFile(url: URL, options: Options = {}): Promise<FlowRun> {
  const file = url.pathname.split('/').at(-1) ?? ''
  return runFlow({ text: await readFile(url, 'utf8'), file }, options)
}

/** As `runFlowFile`, with the flow itself. */
export async function runFlow(flow: RuntimeOptions['flow'], options: Options = {}): Promise<FlowRun> {
  const logged: LogEntry[] = []
  const runtime = createRuntime({
    port: false,
    env: {},
    ...options,
    flow,
    log: (entry) => void logged.push(entry),
  })
  await runtime.start()
  const shownNow = (id: string) =>
    logged.flatMap(({ node, debug }) => (debug !== undefined && node?.id === id ? [debug.value] : []))
  return {
    logged,
    problems: runtime.problems,
    get url() {
      return runtime.url
    },
    shownNow,
    send(id, message) {
      if (!runtime.inject(id, message)) throw new Error(`no node ${id}`)
    },
    async shown(id, count = 1) {
      await vi.waitFor(() => expect(shownNow(id).length).toBeGreaterThanOrEqual(count), { interval: 5 })
      return shownNow(id)
    },
    async stop() {
      await runtime.stop()
    },
  }
}
