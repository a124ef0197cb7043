import { MillraceSandbox } from './millrace-sandbox.js'
import type { Sandbox, SandboxLevel } from './sandbox.js'

export interface SandboxOptions {
  level: SandboxLevel
  /** Node-RED's settings: `globalFunctionTimeout`, `functionExternalModules`, `functionGlobalContext`, `userDir`. */
  settings?: Readonly<Record<string, unknown>>
  /** Longest time of a message where neither its node nor the settings say so, in milliseconds. Default: 5,000. */
  defaultTimeoutMs?: number
  /** How much the process may grow while one function runs, in megabytes. Default: 512. */
  memoryMb?: number
  /** Most values (properties, elements) of one message that is copied. Default: 10,000,000. */
  mostValues?: number
  /**
   * The process is ours: listeners for SIGINT that it has are called by the sandbox, which needs the signal to
   * interrupt functions cheaply. Default: false, and with such listeners each run is given a time limit of its own.
   */
  takesSigint?: boolean
  /** Where `console` of functions writes. Default: the process's. */
  console?: Console
}

/** Makes the sandbox of a runtime. It takes a context and, with signals, a thread; `close` gives both back. */
export function createSandbox(options: SandboxOptions): Sandbox {
  return new MillraceSandbox(options)
}
