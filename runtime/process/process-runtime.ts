import { MillraceError, type Problem } from '../errors.js'
import type { LogEntry } from '../log.js'
import type {
  CheckReport,
  DeployReport,
  FlowSource,
  LoadOptions,
  RequestHandler,
  Runtime,
  RuntimeOptions,
  StopReport,
} from '../options.js'
import type { DeployKind } from '../start/diff.js'
import type { RunningState } from './protocol.js'
import type { Supervisor } from './supervisor.js'

const nothing: RunningState = { url: undefined, endpoints: [], problems: [], nodes: [] }

/** A flow in a process of its own, watched from this one. What starting it takes is loaded when it starts. */
export class ProcessRuntime implements Runtime {
  private supervisor: Supervisor | undefined
  private state = nothing
  private flow: FlowSource
  private passOn: RequestHandler | undefined

  constructor(private readonly options: RuntimeOptions) {
    this.flow = options.flow
  }

  get url(): string | undefined {
    return this.options.port === false ? undefined : this.state.url
  }
  get endpoints(): Runtime['endpoints'] {
    return this.state.endpoints
  }
  get problems(): readonly Problem[] {
    return this.state.problems
  }

  async start(): Promise<void> {
    if (this.supervisor !== undefined) {
      throw new MillraceError('BAD_ARGUMENT', 'The runtime runs already. Stop it first, or use deploy().')
    }
    const [{ createSupervisor }, { createProxy }] = await Promise.all([
      import('./create-supervisor.js'),
      import('./proxy.js'),
    ])
    this.passOn = createProxy(() => this.state.url)
    const supervisor = await createSupervisor(this.options, {
      flow: () => this.flow,
      port: () => (this.state.url === undefined ? undefined : Number(new URL(this.state.url).port)),
      log: this.log,
      onRestarted: (state) => {
        this.state = state
      },
    })
    this.supervisor = supervisor
    try {
      this.state = await supervisor.start()
    } catch (error) {
      this.supervisor = undefined
      throw error
    }
  }

  async stop(): Promise<StopReport> {
    const { supervisor } = this
    this.supervisor = undefined
    const report = (await supervisor?.stop()) as StopReport | undefined
    this.state = nothing
    return report ?? { dropped: [], unanswered: 0 }
  }

  async deploy(flow: FlowSource, kind: DeployKind = 'nodes'): Promise<DeployReport> {
    if (this.supervisor === undefined) {
      throw new MillraceError('BAD_ARGUMENT', 'The runtime does not run. Start it before deploying to it.')
    }
    const { readForChild } = await import('./create-supervisor.js')
    const source = await readForChild(flow, this.options)
    const answer = await this.supervisor.ask({ do: 'deploy', source, kind })
    const { report, state } = answer as { report: DeployReport; state: RunningState }
    this.flow = flow
    this.state = state
    return report
  }

  /** What runs in another process cannot be handed over. */
  node(): undefined {
    return undefined
  }

  inject(id: string, message: Readonly<Record<string, unknown>>): boolean {
    if (this.supervisor === undefined || !this.state.nodes.includes(id)) return false
    this.supervisor
      .ask({ do: 'inject', node: id, message: structuredClone(message) })
      .catch((error: unknown) => {
        const text = error instanceof Error ? error.message : String(error)
        this.log({ level: 'error', message: `A message could not be injected: ${text}`, time: Date.now() })
      })
    return true
  }

  reportStrayError(): boolean {
    return false
  }

  /** The web socket is where the process of the flow listens. */
  handleUpgrade(): boolean {
    return false
  }

  readonly handler: RequestHandler = (request, response, next) => {
    if (this.passOn !== undefined && this.supervisor !== undefined) this.passOn(request, response, next)
    else if (next !== undefined) next()
    else {
      response.statusCode = 503
      response.end('The flow does not run.')
    }
  }

  private readonly log = (entry: LogEntry): void => {
    const { log } = this.options
    if (log !== undefined) log(entry)
    else if (['fatal', 'error', 'warn'].includes(entry.level))
      process.stderr.write(`[${entry.level}] ${entry.message}\n`)
  }
}

/** Checks a flow in a process of its own, so that nothing of a stranger's runs in this one. */
export async function checkInProcess(source: FlowSource, options: LoadOptions): Promise<CheckReport> {
  const { checkInChild } = await import('./create-supervisor.js')
  return checkInChild(source, options)
}
