import { resolve } from 'node:path'
import { MillraceError } from '../errors.js'
import { createSchemaCompiler } from '../load/compile-schema.js'
import { readFlow } from '../load/read-flow.js'
import type { LogEntry } from '../log.js'
import type { CheckReport, FlowSource, LoadOptions, RuntimeOptions } from '../options.js'
import { readSource } from '../prepare.js'
import { ChildLink, type ChildSpec } from './child-link.js'
import { childFlags } from './child-permissions.js'
import { findProgram } from './find-program.js'
import { findInstalledBy } from './grant-packages.js'
import type { CheckResult, ChildOptions, RunningState } from './protocol.js'
import { Supervisor } from './supervisor.js'

interface Running {
  flow(): FlowSource
  /** The port that the flow has listened at. */
  port(): number | undefined
  log(entry: LogEntry): void
  onRestarted(state: RunningState): void
}

const defaultMemoryMb = 256

/** @throws MillraceError BAD_ARGUMENT for options that cannot be handed to another process; FILE_NOT_FOUND */
export async function createSupervisor(options: RuntimeOptions, running: Running): Promise<Supervisor> {
  const { memoryMb = defaultMemoryMb, drainTimeoutMs = 5000 } = options
  const data = toData(options)
  let flow = running.flow()
  return new Supervisor(
    {
      spec: specFor(options, running.flow(), memoryMb),
      mostRss: (2 * memoryMb + 256) * 2 ** 20,
      stopMs: drainTimeoutMs + 20_000,
      log: running.log,
      onRestarted: running.onRestarted,
    },
    () => {
      flow = running.flow()
      // Where nothing is to listen, the handler still needs an address to pass requests on to.
      const port = running.port() ?? (options.port === false ? 0 : options.port)
      const host = options.port === false ? '127.0.0.1' : options.host
      return {
        ...data,
        flow,
        ...(port === undefined ? {} : { port }),
        ...(host === undefined ? {} : { host }),
      }
    },
  )
}

export async function checkInChild(source: FlowSource, options: LoadOptions): Promise<CheckReport> {
  const all = { ...options, flow: source }
  const { cwd = process.cwd(), flowNumber } = options
  const { text, file } = await readSource(source, cwd)
  const flowFile = readFlow(text, {
    file,
    compile: createSchemaCompiler(),
    ...(flowNumber === undefined ? {} : { flow: flowNumber }),
  })
  const link = new ChildLink(specFor(all, source, defaultMemoryMb), () => {})
  try {
    return { ...((await link.ask({ do: 'check', source, options: toData(all) })) as CheckResult), flowFile }
  } finally {
    link.kill()
    await link.exited
  }
}

/** A flow file that the process was not started with is read here: there it cannot be. */
export async function readForChild(flow: FlowSource, options: RuntimeOptions): Promise<FlowSource> {
  if (typeof flow !== 'string' || flow === options.flow) return flow
  const { text, file } = await readSource(flow, options.cwd ?? process.cwd())
  return { text, file }
}

function specFor(options: RuntimeOptions, flow: FlowSource, memoryMb: number): ChildSpec {
  const { cwd = process.cwd(), grants = {}, credentials, settings, userDir } = options
  const { root, main } = findProgram()
  const flags = childFlags({
    ...{ root, cwd, grants, memoryMb, userDir },
    flowPath: typeof flow === 'string' ? resolve(cwd, flow) : undefined,
    credentials: typeof credentials === 'string' ? credentials : undefined,
    settings: typeof settings === 'string' ? settings : undefined,
    nodes: grants.packages ?? [],
  })
  return { main, flags, cwd, env: processEnv(envOf(options)) }
}

/** The environment of the flow: what the program gives, else the variables of this process that are granted. */
function envOf({ env, grants }: LoadOptions): Record<string, string | undefined> {
  if (env !== undefined) return { ...env }
  return Object.fromEntries((grants?.env ?? []).map((name) => [name, process.env[name]]))
}

/** The environment of the process itself: the flow has its own. Windows cannot open sockets without one of these. */
function processEnv({ TZ }: Record<string, string | undefined>): Record<string, string> {
  const { SystemRoot } = process.env
  return {
    ...(TZ === undefined ? {} : { TZ }),
    ...(process.platform === 'win32' && SystemRoot !== undefined ? { SystemRoot } : {}),
  }
}

function toData(options: RuntimeOptions): ChildOptions {
  const { log: _log, takesSigint: _takes, ...rest } = options
  const { cwd = process.cwd(), userDir, flow } = options
  const flowPath = typeof flow === 'string' ? resolve(cwd, flow) : undefined
  const data = { ...rest, cwd, env: envOf(options), installedBy: findInstalledBy({ userDir, flowPath, cwd }) }
  try {
    return structuredClone(data)
  } catch (cause) {
    const message =
      'With the sandbox "process" all options must be data: name node types by file or package, and settings by file.'
    throw new MillraceError('BAD_ARGUMENT', message, { cause })
  }
}
