import type { AdminApplication } from './admin/admin-application.js'
import type { Graph, NodePlan } from './build/graph.js'
import { FlowRefusedError, MillraceError, type Problem } from './errors.js'
import type { HttpEntry } from './http/http-entry.js'
import { type Log, type LogEntry, logLevels } from './log.js'
import type { Message } from './message/message.js'
import type { CheckReport, DeployReport, FlowSource, Runtime, RuntimeOptions, StopReport } from './options.js'
import { type LocalOptions, type PreparedFlow, prepare, prepareFlow } from './prepare.js'
import { announceFlow, logProblem } from './start/announce.js'
import type { DeployKind } from './start/diff.js'
import { describeFailures } from './start/failures.js'
import { createRunning, defaults, type Running } from './start/running.js'
import { StrayErrors } from './start/stray-errors.js'

/** Problems that leave nothing to run, however lenient one is. */
const hasNothingToRun: ReadonlySet<string> = new Set([
  'NOT_JSON',
  'NOT_A_FLOW',
  'NO_FLOW_IN_PAGE',
  'BAD_ARGUMENT',
  // Not a fault of the flow, so that leniency is no grant.
  'NOT_GRANTED',
])

/** A runtime in this process, with what the parent of a process asks of the flow in it. */
export interface LocalRuntime extends Runtime {
  /** The longest that one call of a function may take, in milliseconds; 0 where there is none. */
  readonly longestCallMs: number
  readonly nodeIds: string[]
  /** Where it is on. */
  readonly admin: AdminApplication | undefined
}

/** Makes a runtime whose flow runs in this process. Nothing happens before its `start`. */
export function createLocalRuntime(options: RuntimeOptions & LocalOptions): LocalRuntime {
  return new FlowRuntime(options)
}

/** Finds every problem of a flow, in this process. */
export async function checkLocally(source: FlowSource, options: LocalOptions): Promise<CheckReport> {
  const { flowFile, graph, problems } = await prepareFlow(source, await prepare(options))
  return { problems, flowFile, endpoints: endpointsOf(graph) }
}

type HttpsSettings = Pick<Parameters<HttpEntry['listen']>[0], 'https' | 'httpsRefreshInterval'>

class FlowRuntime implements LocalRuntime {
  private running: Running | undefined
  private listensAt: string | undefined
  private stopping: Promise<StopReport> | undefined
  /** Deploys wait for each other. */
  private lastDeploy: Promise<unknown> = Promise.resolve()
  private readonly strayErrors = new StrayErrors()
  private readonly log: Log

  constructor(private readonly options: RuntimeOptions & LocalOptions) {
    const write = createLog(options)
    this.log = (entry) => {
      write(entry)
      this.running?.preparation.red.hear(entry)
      this.running?.admin?.hear(entry)
    }
  }

  get url(): string | undefined {
    return this.listensAt
  }
  get endpoints(): Runtime['endpoints'] {
    return this.running?.endpoints ?? []
  }
  get problems(): readonly Problem[] {
    return this.running?.problems ?? []
  }
  get longestCallMs(): number {
    return this.running?.services.longestCallMs ?? 0
  }
  get admin(): AdminApplication | undefined {
    return this.running?.admin
  }
  get nodeIds(): string[] {
    return [...(this.running?.flow.slots.keys() ?? [])]
  }

  async start(): Promise<void> {
    if (this.running !== undefined) {
      throw new MillraceError('BAD_ARGUMENT', 'The runtime runs already. Stop it first, or use deploy().')
    }
    const preparation = await prepare(this.options)
    const prepared = await prepareFlow(this.options.flow, preparation)
    this.refuseErrors(prepared.problems)
    const { options, strayErrors, log } = this
    const running = await createRunning(preparation, { options, strayErrors, log })
    this.running = running
    try {
      await this.startFlow(running, prepared)
      await this.listen(running)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  private async startFlow(running: Running, prepared: PreparedFlow): Promise<void> {
    announceFlow(prepared, running.preparation.settings, this.log)
    running.admin?.prepareFlow()
    const { failures } = await running.preparation.red.whileFlowStarts(prepared.flowFile, () =>
      running.flow.apply(prepared.graph, 'nodes'),
    )
    const failed = describeFailures(failures, prepared.flowFile.file)
    running.problems = [...prepared.problems, ...failed]
    this.refuseErrors(running.problems)
    for (const problem of failed) logProblem(problem, this.log)
    running.services.credentials.use(prepared.credentials)
    running.endpoints = endpointsOf(prepared.graph)
    running.admin?.flowDeployed(rawFlow(prepared))
    running.scheduler.resume()
  }

  private async listen(running: Running): Promise<void> {
    const { port = defaults.port, host = defaults.host } = this.options
    if (port === false) return
    const { https, httpsRefreshInterval } = running.preparation.settings as HttpsSettings
    running.admin?.listenOn(await running.http.openServer(https, httpsRefreshInterval))
    this.listensAt = await running.http.listen({ port, host, https, httpsRefreshInterval })
    if (running.admin !== undefined)
      this.log({ level: 'info', message: running.admin.describe(this.listensAt) })
  }

  deploy(source: FlowSource, kind: DeployKind = 'nodes'): Promise<DeployReport> {
    const deployed = this.lastDeploy.then(() => this.deployNow(source, kind))
    this.lastDeploy = deployed.catch(() => {})
    return deployed
  }

  private async deployNow(source: FlowSource, kind: DeployKind): Promise<DeployReport> {
    const { running } = this
    if (running === undefined || this.stopping !== undefined) {
      throw new MillraceError('BAD_ARGUMENT', 'The runtime does not run. Start it before deploying to it.')
    }
    const { credentials } = running.services
    await credentials.settled()
    const prepared = await prepareFlow(source, running.preparation)
    this.refuseErrors(prepared.problems)
    const previous = running.flow.graph
    running.admin?.prepareFlow()
    running.http.pause()
    try {
      const { failures, dropped, started } = await running.preparation.red.whileFlowStarts(
        prepared.flowFile,
        () => running.flow.apply(prepared.graph, kind),
      )
      const problems = [...prepared.problems, ...describeFailures(failures, prepared.flowFile.file)]
      if (failures.length > 0 && !this.options.lenient) {
        await running.flow.apply(previous, 'nodes')
        throw new FlowRefusedError(problems)
      }
      credentials.use(prepared.credentials)
      running.problems = problems
      running.endpoints = endpointsOf(prepared.graph)
      running.admin?.flowDeployed(rawFlow(prepared))
      return { started, dropped, problems }
    } finally {
      running.http.resume()
    }
  }

  stop(): Promise<StopReport> {
    this.stopping ??= this.stopNow().finally(() => {
      this.stopping = undefined
    })
    return this.stopping
  }

  private async stopNow(): Promise<StopReport> {
    const { running } = this
    if (running === undefined) return { dropped: [], unanswered: 0 }
    await this.lastDeploy
    const { http, scheduler, flow, contexts, services, preparation } = running
    const deadline = this.options.drainTimeoutMs ?? defaults.drainTimeoutMs
    const draining = http.drain(deadline)
    void draining.then(() => scheduler.lookAgain())
    const dropped = await preparation.red.whileFlowStops(() => flow.stop(() => http.inFlight === 0))
    const { unanswered } = await draining
    scheduler.pause()
    running.admin?.close()
    await services.close()
    await services.credentials.settled()
    await contexts.close()
    preparation.red.connect(undefined)
    this.running = undefined
    this.listensAt = undefined
    return { dropped, unanswered }
  }

  node(id: string): unknown {
    return this.running?.flow.slots.get(id)?.behaviour
  }

  inject(id: string, message: Readonly<Record<string, unknown>>): boolean {
    return this.running?.services.peers.deliver(id, { ...message } as Message) ?? false
  }

  reportStrayError(error: unknown): boolean {
    const { origin } = this.strayErrors
    if (origin === undefined || this.running === undefined) return false
    this.running.services.reportError(origin.plan, error, origin.message ?? {})
    return true
  }

  readonly handler: Runtime['handler'] = (request, response, next) => {
    const { running } = this
    if (running !== undefined) {
      running.http.handler(request, response, next)
    } else if (next !== undefined) next()
    else {
      response.statusCode = 503
      response.end('The flow does not run.')
    }
  }

  handleUpgrade(...upgrade: Parameters<Runtime['handleUpgrade']>): boolean {
    return this.running?.admin?.handleUpgrade(...upgrade) ?? false
  }

  /** @throws FlowRefusedError where a problem is an error, unless the runtime is lenient */
  private refuseErrors(problems: Problem[]): void {
    const isFatal = ({ severity, code }: Problem) =>
      severity === 'error' && (!this.options.lenient || hasNothingToRun.has(code))
    if (problems.some(isFatal)) throw new FlowRefusedError(problems)
  }
}

function endpointsOf(graph: Graph): Runtime['endpoints'] {
  return graph.plans.flatMap((plan: NodePlan) =>
    (plan.nodeType.routes?.(plan.config) ?? []).map(({ method, path }) => ({
      method: method.toUpperCase(),
      path,
      node: plan.id,
    })),
  )
}

function rawFlow({ flowFile }: PreparedFlow): object[] {
  return flowFile.definitions.map(({ raw }) => raw)
}

function createLog({ log = logToStandardError, logLevel = 'info' }: RuntimeOptions): Log {
  const lowest = logLevels.indexOf(logLevel)
  return (entry) => {
    if (logLevels.indexOf(entry.level) <= lowest) log({ ...entry, time: Date.now() })
  }
}

function logToStandardError({ level, message, node }: LogEntry): void {
  if (logLevels.indexOf(level) > logLevels.indexOf('warn')) return
  const who = node === undefined ? '' : `${node.type} ${node.name || node.id}: `
  process.stderr.write(`[${level}] ${who}${message}\n`)
}
