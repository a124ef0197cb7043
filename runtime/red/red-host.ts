import { mkdir } from 'node:fs/promises'
import type { AnyNodeType } from '../define-node.js'
import type { FlowFile } from '../load/flow-file.js'
import type { LogEntry } from '../log.js'
import type { NodeModule } from '../palette/folder-modules.js'
import type { PaletteProblem } from '../palette/palette-problem.js'
import type { RedModule } from '../palette/red-module.js'
import type { RedEnvironment } from './environment.js'
import type { RedRuntime } from './red-runtime.js'

/** What an environment for modules of Node-RED is made from. */
export interface RedHostOptions {
  readonly settings: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly userDir: string | undefined
}

/** What loading such a module gave. */
export interface LoadedRedModule {
  readonly types: readonly AnyNodeType[]
  readonly problems: readonly PaletteProblem[]
}

/**
 * Holds the place of the environment of one preparation, which is made, and its code loaded, with the first module
 * that needs it: most flows have none.
 */
export class RedHost {
  /** `undefined` until a module written for Node-RED is loaded. */
  environment: RedEnvironment | undefined
  private making: Promise<RedEnvironment> | undefined
  private runtime: RedRuntime | undefined
  private flowFile: FlowFile | undefined
  private flowFolder: string | undefined

  constructor(
    private readonly options: RedHostOptions = { settings: {}, env: {}, cwd: '.', userDir: undefined },
  ) {}

  /** Calls the module with its `RED`. What goes wrong is among the problems. */
  async load(main: RedModule, module: NodeModule): Promise<LoadedRedModule> {
    this.making ??= this.make()
    const [environment, { loadRedModule }] = await Promise.all([this.making, import('./load-red-module.js')])
    return loadRedModule(main, module, environment)
  }

  /** Binds the environment, also one that is made later, to a runtime; `undefined` when it has stopped. */
  connect(runtime: RedRuntime | undefined): void {
    this.runtime = runtime
    this.environment?.connect(runtime)
  }

  /** Tells of the folder of the flow that is about to be loaded. */
  useFlow({ folder }: { folder?: string | undefined }): void {
    this.flowFolder = folder ?? this.flowFolder
    this.environment?.useFlow(this.flowFile, this.flowFolder)
  }

  /** Runs what starts or changes a flow, and tells modules of it. */
  async whileFlowStarts<Result>(flowFile: FlowFile, start: () => Promise<Result>): Promise<Result> {
    this.flowFile = flowFile
    this.environment?.useFlow(flowFile, this.flowFolder)
    await this.environment?.prepareFlow()
    this.environment?.events.emit('flows:starting', { config: this.environment.flowConfig })
    const result = await start()
    this.environment?.events.emit('flows:started', { config: this.environment.flowConfig })
    return result
  }

  /** Runs what stops the flow, and tells modules of it. */
  async whileFlowStops<Result>(stop: () => Promise<Result>): Promise<Result> {
    this.environment?.events.emit('flows:stopping', { config: this.environment.flowConfig })
    const result = await stop()
    this.environment?.events.emit('flows:stopped', { config: this.environment.flowConfig })
    return result
  }

  /** Hands on a line of the runtime's log. */
  hear(entry: Omit<LogEntry, 'time'>): void {
    this.environment?.log.hear(entry)
  }

  private async make(): Promise<RedEnvironment> {
    const { RedEnvironment } = await import('./environment.js')
    const environment = new RedEnvironment(this.options)
    if (this.options.userDir !== undefined) await makeUserDir(this.options.userDir)
    await environment.http.open()
    environment.useFlow(this.flowFile, this.flowFolder)
    if (this.runtime !== undefined) environment.connect(this.runtime)
    this.environment = environment
    return environment
  }
}

/** Modules write files there, and Node-RED's user directory is always there. A process without the grant goes on. */
async function makeUserDir(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ACCESS_DENIED') throw error
  }
}
