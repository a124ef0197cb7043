import { EventEmitter } from 'node:events'
import type { FlowScope, NodePlan } from '../build/graph.js'
import type { Slot } from '../deliver/slot.js'
import { MillraceError } from '../errors.js'
import type { FlowFile } from '../load/flow-file.js'
import type { Message } from '../message/message.js'
import { Catalogues } from './catalogues.js'
import { RedComms } from './comms.js'
import { CredentialTable } from './credential-table.js'
import { DateValues } from './date-value.js'
import { FlowView } from './flow-view.js'
import { RedHooks } from './hooks.js'
import { HttpApplications } from './http-applications.js'
import type { NodeConstructor } from './inherit-node.js'
import { NodeDirectory } from './node-directory.js'
import { Plugins } from './plugins.js'
import type { RedHostOptions } from './red-host.js'
import { RedLog } from './red-log.js'
import type { RedRuntime } from './red-runtime.js'
import { RedSettings } from './red-settings.js'
import { createRedUtil, type RedUtil } from './red-util.js'

/** A type that a module registered. */
export interface RegisteredType {
  readonly maker: NodeConstructor
  /** The secrets that it declares, by field. */
  readonly credentials: Readonly<Record<string, { type?: string } | undefined>>
}

/**
 * What all modules of one preparation share behind their `RED`. It exists before the runtime does, since modules are
 * loaded to know their types; what nodes do goes to the runtime that it is connected to.
 */
export class RedEnvironment {
  readonly events = new EventEmitter()
  readonly log: RedLog
  readonly settings: RedSettings
  readonly hooks: RedHooks
  readonly dates = new DateValues()
  readonly util: RedUtil
  readonly comms = new RedComms(this.events)
  readonly plugins = new Plugins(this.events)
  readonly credentials: CredentialTable
  readonly http: HttpApplications
  readonly nodes: NodeDirectory
  readonly catalogues: Catalogues
  /** Kinds of entries that modules keep in the library of the editor. */
  readonly libraryTypes = new Set<string>()
  /**
   * Asked by routes of `httpAdmin` that need a permission. Who serves them decides who may reach them at all, so all
   * is allowed until something else is set.
   */
  authorise: (
    permission: string,
    request: object,
    response: object,
    next: (error?: unknown) => void,
  ) => void = (_permission, _request, _response, next) => next()
  flowFile: FlowFile | undefined
  flowFolder: string | undefined
  private connected: RedRuntime | undefined
  /** Those of the running graph, each by its scope. */
  private readonly views = new WeakMap<FlowScope, FlowView>()

  constructor(readonly options: RedHostOptions) {
    this.events.setMaxListeners(0)
    renameEvents(this.events, { 'nodes-started': 'flows:started', 'nodes-stopped': 'flows:stopped' })
    this.util = createRedUtil(options.env, this.dates)
    this.log = new RedLog(options.settings, () => this.connected)
    this.settings = new RedSettings(options.settings, () => this.userDir)
    this.catalogues = new Catalogues(options.settings, options.env)
    this.hooks = new RedHooks(this)
    this.credentials = new CredentialTable(this)
    this.http = new HttpApplications(options.settings, this.log.error)
    this.nodes = new NodeDirectory(this)
  }

  get runtime(): RedRuntime | undefined {
    return this.connected
  }

  /** Where packages keep files: the user directory, else the folder of the flow. */
  get userDir(): string {
    return this.options.userDir ?? this.flowFolder ?? this.options.cwd
  }

  connect(runtime: RedRuntime | undefined): void {
    this.connected = runtime
    if (runtime === undefined) return
    this.http.connect(runtime.http)
    this.log.flush()
    this.hooks.connect(runtime)
  }

  useFlow(flowFile: FlowFile | undefined, flowFolder: string | undefined): void {
    this.flowFile = flowFile
    this.flowFolder = flowFolder
  }

  /** The flow as it was saved, for events and for who goes through its entries. */
  get flowConfig(): { flows: Array<Record<string, unknown>> } {
    return { flows: this.flowFile?.definitions.map(({ raw }) => raw) ?? [] }
  }

  /** Calls with each entry of the flow, tabs and subflows among them. */
  eachEntry(call: (entry: Record<string, unknown>) => unknown): void {
    for (const { raw, wires } of this.flowFile?.definitions ?? []) call({ ...raw, wires })
  }

  /** Loads what nodes of the flow may need at once. */
  async prepareFlow(): Promise<void> {
    const mentionsDates = ({ raw }: { raw: object }) => JSON.stringify(raw).includes('"date"')
    if (this.flowFile?.definitions.some(mentionsDates)) await this.dates.prepare()
  }

  /** The plan of a running node. @throws MillraceError BAD_ARGUMENT where no runtime runs it */
  planOf(id: string): { plan: NodePlan; slot: Slot; runtime: RedRuntime } {
    const runtime = this.connected
    const plan = runtime?.flow.graph.byId.get(id)
    const slot = runtime?.flow.slots.get(id)
    if (runtime === undefined || plan === undefined || slot === undefined) {
      throw new MillraceError('BAD_ARGUMENT', `The node ${id} is in no running flow.`)
    }
    return { plan, slot, runtime }
  }

  /** The flow that a node is in, as nodes see it in `_flow`. */
  viewOf(plan: NodePlan): FlowView {
    const view = this.views.get(plan.flow) ?? new FlowView(plan.flow, this)
    this.views.set(plan.flow, view)
    return view
  }

  rewire(slot: Slot, wires: ReadonlyArray<readonly string[]>): void {
    const slots = this.connected?.flow.slots
    if (slots !== undefined) slot.outputs = wires.map((ids) => ids.flatMap((id) => slots.get(id) ?? []))
  }

  /** A node has finished with a message: complete nodes are told. */
  reportComplete(slot: Slot, message: Message): void {
    if (slot.completeObservers !== undefined) this.connected?.events.completed(slot, message)
  }
}

/** Names of events that Node-RED has given up, and packages still listen to. */
function renameEvents(events: EventEmitter, names: Readonly<Record<string, string>>): void {
  for (const [old, name] of Object.entries(names)) {
    events.on(name, (...parameters: unknown[]) => void events.emit(old, ...parameters))
  }
}
