import { describeProblem, FlowRefusedError, MillraceError } from '../errors.js'
import { createRuntime, installMissing, type Runtime, type RuntimeOptions } from '../index.js'
import type { FlowSource } from '../options.js'
import type { Call } from './commands.js'
import { readFlowOperand } from './flow-operand.js'
import { toLoadOptions, withoutUnset } from './library-options.js'
import { createLogWriter, type LogWriter } from './log-writer.js'
import { noteText, redeployOnChange } from './redeploy.js'
import { listenForStop } from './stop-signals.js'
import { UsageError } from './usage-error.js'

const defaultFlow = 'flows.json'

/** `millrace run`: runs a flow until the process is told to stop. */
export async function runFlow(call: Call): Promise<number> {
  const { operands, terminal, values } = call
  const [operand = defaultFlow] = operands
  if (values.watch && operand === '-')
    throw new UsageError('--watch needs a file: standard input ends.', 'run')

  const log = createLogWriter(values, terminal)
  const stop = listenForStop(terminal, log)
  let runtime: Runtime | undefined
  const forgetStrayErrors = terminal.onStrayError((error) => {
    if (!runtime?.reportStrayError(error)) logStrayError(error, log)
  })
  try {
    const flow = await readFlowOperand(operand, terminal, values.userDir)
    if (values.install) await installPackages(flow, call, log)
    const watched = values.watch && typeof flow === 'string' ? noteText(flow, terminal.cwd) : undefined
    runtime = createRuntime(toRuntimeOptions(flow, call, log))
    await startRuntime(runtime, call)
    announce(runtime, call)
    const stopWatching = watched && redeployOnChange(runtime, watched, log)
    await stop.asked
    stopWatching?.()
    return await stopRuntime(runtime, log)
  } catch (error) {
    if (values.logFormat === 'json') return logRefusal(error, log)
    throw error
  } finally {
    stop.release()
    forgetStrayErrors()
  }
}

async function installPackages(flow: FlowSource, call: Call, log: LogWriter): Promise<void> {
  await installMissing(flow, toLoadOptions(call), ({ folder, installed }) =>
    log.tell('info', `Installing ${installed.join(', ')} into ${folder}.`),
  )
}

function toRuntimeOptions(flow: FlowSource, call: Call, log: LogWriter): RuntimeOptions {
  const { port, host, lenient, memory, maxInFlight, logLevel, requestTimeout, drainTimeout } = call.values
  const { MILLRACE_ADMIN_TOKEN: token } = call.env
  return {
    // The flow does not see the token.
    ...toLoadOptions({ ...call, env: { ...call.env, MILLRACE_ADMIN_TOKEN: undefined } }),
    ...(call.values.admin ? { admin: token ? { token } : true } : {}),
    ...withoutUnset({ port, host, lenient, memoryMb: memory, maxInFlight, logLevel }),
    ...withoutUnset({ requestTimeoutMs: requestTimeout, drainTimeoutMs: drainTimeout }),
    flow,
    takesSigint: true,
    log: log.write,
  }
}

async function startRuntime(runtime: Runtime, { operands }: Call): Promise<void> {
  try {
    await runtime.start()
  } catch (error) {
    const isMissing = error instanceof MillraceError && error.code === 'FILE_NOT_FOUND'
    if (!isMissing || operands.length > 0 || !error.message.includes(`"${defaultFlow}"`)) throw error
    const message = `There is no ${defaultFlow} here. Name the flow to run: millrace run <flow>`
    throw new MillraceError('FILE_NOT_FOUND', message, { cause: error })
  }
}

/** Programs wait for the first line: once it is there, requests are served. */
function announce({ url, endpoints }: Runtime, { terminal }: Call): void {
  const width = Math.max(0, ...endpoints.map(({ method }) => method.length))
  const lines = endpoints.map(({ method, path }) => `  ${method.padEnd(width)}  ${path}\n`)
  terminal.stdout.write(`Listening on ${url}\n${lines.join('')}`)
}

async function stopRuntime(runtime: Runtime, log: LogWriter): Promise<number> {
  const { dropped, unanswered } = await runtime.stop()
  log.end()
  for (const { node, count } of dropped) {
    const who = `${node.type} ${node.name ? `"${node.name}"` : node.id}`
    log.tell(
      'warn',
      `Dropped ${count === 1 ? 'a message' : `${count} messages`} that ${who} had not finished.`,
    )
  }
  if (unanswered > 0)
    log.tell('warn', `${unanswered === 1 ? 'A request' : `${unanswered} requests`} got no answer.`)
  log.tell('info', 'Stopped.')
  return 0
}

/** Whoever reads the log as JSON gets the reasons as JSON too. */
function logRefusal(error: unknown, log: LogWriter): number {
  if (error instanceof FlowRefusedError) {
    for (const problem of error.problems) log.tell('fatal', describeProblem(problem))
    return 1
  }
  log.tell('fatal', error instanceof Error ? error.message : String(error), error)
  return error instanceof MillraceError ? 1 : 3
}

/** An error outside of any node's call, such as a timer's in a package: it must not end what else runs. */
function logStrayError(error: unknown, log: LogWriter): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  log.tell('error', `An error arose outside of any message: ${text}`, error)
}
