import type { DeployReport, FlowSource } from '../options.js'
import { checkLocally, createLocalRuntime, type LocalRuntime } from '../runtime.js'
import type { DeployKind } from '../start/diff.js'
import { LogSender } from './log-sender.js'
import { toPlainError, withoutCause } from './plain-error.js'
import type {
  CheckResult,
  ChildOptions,
  PlainError,
  Request,
  RunningState,
  ToChild,
  ToParent,
} from './protocol.js'

/** The process of one flow: does what its parent asks, and ends with it. */
class FlowProcess {
  private runtime: LocalRuntime | undefined

  async answer(request: Request): Promise<unknown> {
    switch (request.do) {
      case 'start':
        return this.start(request.options)
      case 'check':
        return this.check(request.source, request.options)
      case 'deploy':
        return { ...(await this.deploy(request.source, request.kind)), state: this.state() }
      case 'inject':
        return this.running.inject(request.node, request.message)
      case 'stop':
        return this.runtime?.stop()
    }
  }

  get longestCallMs(): number {
    return this.runtime?.longestCallMs ?? 0
  }

  reportStrayError(error: unknown): void {
    if (this.runtime?.reportStrayError(error)) return
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const message = `An error arose outside of any message: ${text}`
    logs.log({ level: 'error', message, time: Date.now(), error })
  }

  private async start(options: ChildOptions): Promise<RunningState> {
    this.runtime = createLocalRuntime({ ...options, log: logs.log })
    await this.runtime.start()
    return this.state()
  }

  private async deploy(source: FlowSource, kind: DeployKind): Promise<{ report: DeployReport }> {
    const report = await this.running.deploy(source, kind)
    return { report: { ...report, problems: report.problems.map(withoutCause) } }
  }

  private async check(source: FlowSource, options: ChildOptions): Promise<CheckResult> {
    const { problems, endpoints } = await checkLocally(source, options)
    return { problems: problems.map(withoutCause), endpoints: [...endpoints] }
  }

  private state(): RunningState {
    const { url, endpoints, problems, nodeIds } = this.running
    return { url, endpoints: [...endpoints], problems: problems.map(withoutCause), nodes: nodeIds }
  }

  private get running(): LocalRuntime {
    if (this.runtime === undefined) throw new Error('The flow does not run.')
    return this.runtime
  }
}

function tell(message: ToParent, told: () => void = () => {}): void {
  if (process.connected) process.send?.(message, told)
}

function answer(id: number, result: { result: unknown } | { error: PlainError }): void {
  logs.flush()
  tell({ id, ...result })
}

const logs = new LogSender((entries, taken) => tell({ logs: entries }, taken))
const flow = new FlowProcess()
process.on('message', (message: ToChild) => {
  if ('ping' in message) {
    tell({ pong: message.ping, rss: process.memoryUsage.rss(), longestCallMs: flow.longestCallMs })
    return
  }
  const { id, request } = message
  flow
    .answer(request)
    .then((result) => answer(id, { result }))
    .catch((error: unknown) => answer(id, { error: toPlainError(error) }))
})
process.on('disconnect', () => process.exit(0))
// A Ctrl-C goes to this process as well: when to stop is for the parent to say.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => flow.reportStrayError(error))
