import type { CheckReport, FlowSource, LoadOptions, Runtime, RuntimeOptions } from './options.js'
import { checkInProcess, ProcessRuntime } from './process/process-runtime.js'
import { checkLocally, createLocalRuntime } from './runtime.js'

/** Makes a runtime for a flow. Nothing happens before its `start`. */
export function createRuntime(options: RuntimeOptions): Runtime {
  return options.sandbox === 'process' ? new ProcessRuntime(options) : createLocalRuntime(options)
}

/** Finds every problem of a flow without starting anything. With the sandbox `process`, in a process of its own. */
export async function checkFlow(source: FlowSource, options: LoadOptions = {}): Promise<CheckReport> {
  return options.sandbox === 'process' ? checkInProcess(source, options) : checkLocally(source, options)
}
