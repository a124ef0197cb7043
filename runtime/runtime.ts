import type { Graph, NodePlan } from './build/graph.js'
import { type Contexts, createContexts } from './context/contexts.js'
import { EventRouter } from './deliver/event-router.js'
import { Scheduler } from './deliver/scheduler.js'
import { FlowRefusedError, MillraceError, type Problem } from './errors.js'
import { createHttpEntry, type HttpEntry } from './http/http-entry.js'
import { unhonouredSettings } from './load/known-settings.js'
import type { Settings } from './load/settings.js'
import { type Log, type LogEntry, logLevels } from './log.js'
import type { Message } from './message/message.js'
import type {
  CheckReport,
  DeployReport,
  FlowSource,
  LoadOptions,
  Runtime,
  RuntimeOptions,
  StopReport,
} from './options.js'
import { type Preparation, type PreparedFlow, prepare, prepareFlow } from './prepare.js'
import type { DeployKind } from './start/diff.js'
import { createEvents } from './start/events.js'
import { describeFailures } from './start/failures.js'
import { Peerage } from './start/peers.js'
import { RunningFlow } from './start/running-flow.js'
import { createServices, type RuntimeServices } from './start/services.js'
import { StrayErrors } from './start/stray-errors.js'

const defaults = {
  port: 1880,
  host: '127.0.0.1',
  requestTimeoutMs: 120_000,
  maxInFlight: 1000,
  drainTimeoutMs: 5000,
  nodeCloseTimeoutMs: 15_000,
}

/** Problems that leave nothing to run, however lenient one is. */
const hasNothingToRun: ReadonlySet<string> = new Set([
  'NOT_JSON',
  'NOT_A_FLOW',
  'NO_FLOW_IN_PAGE',
  'BAD_ARGUMENT',
])

/** Makes a runtime for a flow. Nothing happens before its `start`. */
export function createRuntime(options: RuntimeOptions): Runtime {
  return new FlowRuntime(options)
}

/** Finds every problem of a flow without starting anything. */
export async function checkFlow(source: FlowSource, options: LoadOptions = {}): Promise<CheckReport> {
  const { flowFile, graph, problems } = await prepareFlow(source, await prepare(options))
  return { problems, flowFile, endpoints: endpointsOf(graph) }
}

type HttpsSettings = Pick<Parameters<HttpEntry['listen']>[0], 'https' | 'httpsRefreshInterval'>

/** What exists between a start and a stop. */
interface Running {
  preparation: Preparation
  contexts: Contexts
  http: HttpEntry
  scheduler: Scheduler
  flow: RunningFlow
  services: RuntimeServices
  endpoints: Runtime['endpoints']
  problems: Problem[]
}

class FlowRuntime implements Runtime {
  private running: Running | undefined
  private listensAt: string | undefined
  private stopping: Promise<StopReport> | undefined
  /** Deploys wait for each other. */
  private lastDeploy: Promise<unknown> = Promise.resolve()
  private readonly strayErrors = new StrayErrors()
  private readonly log: Log

  constructor(private readonly options: RuntimeOptions) {
    this.log = createLog(options)
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

  async start(): Promise<void> {
    if (this.running !== undefined) {
      throw new MillraceError('BAD_ARGUMENT', 'The runtime runs already. Stop it first, or use deploy().')
    }
    const preparation = await prepare(this.options)
    const prepared = await prepareFlow(this.options.flow, preparation)
    this.refuseErrors(prepared.problems)
    const running = await this.createRunning(preparation)
    this.running = running
    try {
      await this.startFlow(running, prepared)
      await this.listen(running)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  private async createRunning(preparation: Preparation): Promise<Running> {
    const { settings } = preparation
    const http = createHttpEntry({
      ...settings,
      maxInFlight: this.options.maxInFlight ?? defaults.maxInFlight,
      requestTimeoutMs: this.options.requestTimeoutMs ?? defaults.requestTimeoutMs,
      onTimeout: ({ method, url, lastSeenAt, waitedMs }) => {
        const where = lastSeenAt === undefined ? 'It reached no node.' : `It was last seen at ${lastSeenAt}.`
        const message = `No node answered ${method} ${url} within ${Math.round(waitedMs / 1000)} s. ${where}`
        this.log({ level: 'warn', message })
      },
      log: (level, message) => this.log({ level, message }),
    })
    const contexts = createContexts({
      settings,
      ...(preparation.userDir === undefined ? {} : { userDir: preparation.userDir }),
      log: (level, message) => this.log({ level, message }),
    })
    await contexts.open()
    const events = createEvents({ http, log: this.log })
    const scheduler = new Scheduler(events)
    const router = new EventRouter(scheduler, events.warn)
    const peers = new Peerage(scheduler, events)
    const services = createServices({
      preparation,
      options: this.options,
      contexts,
      http,
      events,
      peers,
      log: this.log,
    })
    const flow = new RunningFlow({
      scheduler,
      router,
      services,
      strayErrors: this.strayErrors,
      closeTimeoutMs: (settings.nodeCloseTimeout as number | undefined) ?? defaults.nodeCloseTimeoutMs,
      drainTimeoutMs: this.options.drainTimeoutMs ?? defaults.drainTimeoutMs,
      onClosed: (plan, isRemoved) => {
        http.removeNode(plan.id)
        if (isRemoved) contexts.removeNode(plan.id, plan.flow.id)
      },
    })
    events.connect(flow, router)
    peers.connect(flow)
    return { preparation, contexts, http, scheduler, flow, services, endpoints: [], problems: [] }
  }

  private async startFlow(running: Running, prepared: PreparedFlow): Promise<void> {
    this.announce(prepared, running.preparation.settings)
    const { failures } = await running.flow.apply(prepared.graph, 'nodes')
    const failed = describeFailures(failures, prepared.flowFile.file)
    running.problems = [...prepared.problems, ...failed]
    this.refuseErrors(running.problems)
    for (const problem of failed) this.logProblem(problem)
    running.endpoints = endpointsOf(prepared.graph)
    running.scheduler.resume()
  }

  private async listen(running: Running): Promise<void> {
    const { port = defaults.port, host = defaults.host } = this.options
    if (port === false) return
    const { https, httpsRefreshInterval } = running.preparation.settings as HttpsSettings
    this.listensAt = await running.http.listen({ port, host, https, httpsRefreshInterval })
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
    const prepared = await prepareFlow(source, running.preparation)
    this.refuseErrors(prepared.problems)
    const previous = running.flow.graph
    running.http.pause()
    try {
      const { failures, dropped, started } = await running.flow.apply(prepared.graph, kind)
      const problems = [...prepared.problems, ...describeFailures(failures, prepared.flowFile.file)]
      if (failures.length > 0 && !this.options.lenient) {
        await running.flow.apply(previous, 'nodes')
        throw new FlowRefusedError(problems)
      }
      running.problems = problems
      running.endpoints = endpointsOf(prepared.graph)
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
    const { http, scheduler, flow, contexts, services } = running
    const deadline = this.options.drainTimeoutMs ?? defaults.drainTimeoutMs
    const draining = http.drain(deadline)
    void draining.then(() => scheduler.lookAgain())
    const dropped = await flow.stop(() => http.inFlight === 0)
    const { unanswered } = await draining
    scheduler.pause()
    await services.close()
    await contexts.close()
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

  /** @throws FlowRefusedError where a problem is an error, unless the runtime is lenient */
  private refuseErrors(problems: Problem[]): void {
    const isFatal = ({ severity, code }: Problem) =>
      severity === 'error' && (!this.options.lenient || hasNothingToRun.has(code))
    if (problems.some(isFatal)) throw new FlowRefusedError(problems)
  }

  /** What a user should know of a flow that is about to run. */
  private announce({ problems, credentials }: PreparedFlow, settings: Settings): void {
    const ignored = unhonouredSettings(settings)
    if (ignored.length > 0) {
      this.log({
        level: 'warn',
        message: `These settings have no effect in Millrace: ${ignored.join(', ')}.`,
      })
    }
    for (const problem of problems) this.logProblem(problem)
    for (const notice of credentials.notices) this.log({ level: 'warn', message: notice })
  }

  private logProblem(problem: Problem): void {
    const { file, line, column, code, message, remedy } = problem
    const place = line > 0 ? `${file}:${line}:${column}` : file
    this.log({
      level: problem.severity === 'error' ? 'error' : 'warn',
      message: `${place}: ${code}: ${message} ${remedy}`,
    })
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
