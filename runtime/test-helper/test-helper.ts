import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setLink } from '../red/node-link.js'
import type { Red } from '../red/red-api.js'
import { RedNode } from '../red/red-node.js'
import { RedSettings } from '../red/red-settings.js'
import { createLocalRuntime, type LocalRuntime } from '../runtime.js'
import type { DeployKind } from '../start/diff.js'
import { findPackage, needPackage, type Sinon, type SinonSandbox, type SinonSpy } from './authors-packages.js'
import { type Credentials, type FlowEntry, withCredentials } from './flow-entries.js'
import { HelperServer } from './helper-server.js'
import { spyOnNodes } from './node-spies.js'
import { adaptRed, sortTestNodes, type TestNodes } from './test-modules.js'
import { WatchedNodes } from './watched-node.js'

type Callback = (error?: unknown) => void
type Settings = Record<string, unknown>

const logLevels = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'AUDIT', 'METRIC'] as const

/** The flow that is loaded. */
interface Loaded {
  readonly runtime: LocalRuntime
  readonly red: Red
}

/**
 * Runs flows in tests of nodes: the members of the package node-red-node-test-helper, on Millrace. Each function that
 * takes a callback also gives a promise.
 */
export class NodeTestHelper extends EventEmitter {
  private own: Settings = {}
  private live: Settings = createSettings({})
  private loaded: Loaded | undefined
  /** The stop of the flow before, which tests need not wait for. */
  private stopping: Promise<unknown> = Promise.resolve()
  private spies: SinonSandbox | undefined
  private logSpy: SinonSpy | undefined
  private removeSpies: () => void = () => {}
  private readonly server = new HelperServer(() => this.loaded?.runtime)

  constructor() {
    super()
    // Tests may count on `value.should` without asking for it.
    findPackage('should')
    findPackage('should-sinon')
  }

  /** @param _runtimePath the place of Node-RED, which is not needed */
  init(_runtimePath?: string, settings?: Settings): void {
    if (settings !== undefined) this.settings(settings)
  }

  /** Replaces the settings, where some are given. The result is the object that nodes see. */
  settings(settings?: Settings): Settings {
    if (settings !== undefined) {
      this.own = settings
      this.live = createSettings(settings)
    }
    return this.live
  }

  /** Starts a flow with the node types of modules, or of `defineNode`; built-in types are always there. */
  load(
    nodes: TestNodes,
    flow: readonly FlowEntry[],
    ...rest: [Callback?] | [Credentials?, Callback?]
  ): Promise<void> {
    const [credentials, callback] = readCredentials(rest)
    return tell(this.start(nodes, withCredentials(flow, credentials)), callback)
  }

  /** Stops the flow and takes the spies away. */
  unload(): Promise<unknown> {
    this.spies?.restore()
    this.removeSpies()
    this.spies = undefined
    const { loaded } = this
    this.loaded = undefined
    this.stopping = this.stopping.then(() => loaded?.runtime.stop())
    return this.stopping
  }

  getNode(id: string): RedNode | null {
    return this.loaded?.red.nodes.getNode(id) ?? null
  }

  /** Stops all nodes; the runtime goes on. */
  async clearFlows(): Promise<void> {
    await this.loaded?.runtime.deploy([], 'full')
  }

  /** Deploys another flow: all of it anew (`full`, the default), or the `flows` or `nodes` that differ. */
  setFlows(
    flow: readonly FlowEntry[],
    kind?: DeployKind,
    ...rest: [Callback?] | [Credentials?, Callback?]
  ): Promise<void> {
    const [credentials, callback] = readCredentials(rest)
    const deployed = this.need().runtime.deploy(withCredentials(flow, credentials), kind ?? 'full')
    return tell(deployed, callback)
  }

  /** A supertest agent on the admin application: `/inject/:id`, `/debug/:id/:state`, and the routes of modules. */
  request(): unknown {
    const supertest = needPackage('supertest', 'request()') as (listener: HttpListener) => unknown
    return supertest(this.httpAdmin)
  }

  /** What serves the admin application. */
  get httpAdmin(): HttpListener {
    return (request, response) => {
      const { admin } = this.need().runtime
      admin?.serve(request, response, { url: request.url ?? '/', root: '' })
    }
  }

  /** The Express application that modules put the routes of nodes on. */
  get httpNode(): unknown {
    return this.need().red.httpNode
  }

  startServer(callback?: Callback): Promise<void> {
    return tell(this.server.start(), callback)
  }

  stopServer(callback?: Callback): Promise<void> {
    return tell(this.server.stop(), callback)
  }

  url(): string {
    return this.server.url
  }

  /** A spy that is called with each line of the log, from `load` on. */
  log(): SinonSpy | undefined {
    return this.logSpy
  }

  /** Where the flow that is loaded next keeps context. The stores themselves open and close with it. */
  readonly context = {
    init: ({ contextStorage }: { contextStorage?: unknown } = {}): void => {
      this.settings({ ...this.own, contextStorage })
    },
    load: async (): Promise<void> => {},
    clean: async (): Promise<void> => {},
    close: async (): Promise<void> => {},
  }

  get sinon(): unknown {
    return needPackage('sinon', 'sinon')
  }
  /** The secrets of nodes, by id. */
  get credentials() {
    const nodes = () => this.need().red.nodes
    return {
      get: (id: string) => nodes().getCredentials(id),
      add: (id: string, secrets: Record<string, unknown>) => nodes().addCredentials(id, secrets),
      delete: (id: string) => nodes().deleteCredentials(id),
    }
  }
  /** As `settings()`; suites look here too. */
  get _settings(): Settings {
    return this.live
  }
  /** What modules of the loaded flow are called with. */
  get RED(): Red | undefined {
    return this.loaded?.red
  }
  get util(): Red['util'] | undefined {
    return this.loaded?.red.util
  }
  get hooks(): Red['hooks'] | undefined {
    return this.loaded?.red.hooks
  }

  private need(): Loaded {
    if (this.loaded === undefined) throw new Error('No flow is loaded. Call load() first, and wait for it.')
    return this.loaded
  }

  private async start(nodes: TestNodes, flow: FlowEntry[]): Promise<void> {
    if (this.loaded !== undefined) void this.unload()
    this.installSpies()
    // Tests may set others at once, for the next flow.
    const { live, own } = this
    const { modules, types } = sortTestNodes(nodes)
    const failures: unknown[] = []
    let red: Red | undefined
    const adapt = (given: object) =>
      adaptRed(given as Red, { settings: live, server: () => this.server.server })
    const helperModule = (given: object) => {
      red = given as Red
      Object.setPrototypeOf(live, red.settings)
      this.listenToLog(red)
      registerHelper(red)
    }
    const watched = new WatchedNodes((id) => red?.nodes.getNode(id) ?? null)
    await this.stopping
    const { sandbox = 'trusted' } = own as { sandbox?: 'contained' | 'trusted' }
    const runtime = createLocalRuntime({
      flow,
      sandbox,
      nodes: types,
      modules: [
        helperModule,
        ...modules.map((module) => async (given: object) => {
          try {
            await module(adapt(given))
          } catch (error) {
            failures.push(error)
            throw error
          }
        }),
      ],
      settings: { ...own },
      admin: true,
      lenient: true,
      port: false,
      drainTimeoutMs: 0,
      log: () => {},
      dressNode: (planned, plan, slot) => {
        // Nodes written for Node-RED are the objects that tests know.
        if (red?.nodes.getType(plan.type) !== undefined) return planned
        const before: RedNode = Object.create(RedNode.prototype)
        setLink(before, { environment: undefined, running: planned, plan, slot })
        return watched.watch(planned, slot, before)
      },
    })
    await runtime.start()
    this.loaded = { runtime, red: red as Red }
    if (failures.length > 0) throw failures[0]
  }

  private installSpies(): void {
    const { createSandbox } = needPackage('sinon', 'load()') as Sinon
    this.spies = createSandbox()
    this.logSpy = this.spies.spy()
    this.removeSpies = spyOnNodes(this.spies)
  }

  private listenToLog({ log }: Red): void {
    const spy = this.logSpy
    for (const level of logLevels) Object.assign(spy ?? {}, { [level]: log[level] })
    log.addHandler(new EventEmitter().on('log', (entry) => spy?.(entry)))
  }
}

export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void

/** Settings that are the modules' own to change; what they do not have comes from `RED.settings`. */
function createSettings(settings: Settings): Settings {
  const { view } = new RedSettings(settings, () => process.cwd())
  return Object.setPrototypeOf({ ...settings, available: () => false }, view)
}

/** Nodes of type `helper` do nothing: tests listen to them. */
function registerHelper(red: Red): void {
  function Helper(this: RedNode, entry: Record<string, unknown>) {
    red.nodes.createNode(this, entry)
  }
  red.nodes.registerType('helper', Helper)
}

function readCredentials(rest: readonly unknown[]): [Credentials, Callback | undefined] {
  const [first, second] = rest
  if (typeof first === 'function') return [{}, first as Callback]
  return [(first ?? {}) as Credentials, second as Callback | undefined]
}

/** Hands the result to a callback, where there is one; errors of the callback itself are the test's. */
async function tell(work: Promise<unknown>, callback: Callback | undefined): Promise<void> {
  try {
    await work
  } catch (error) {
    if (callback === undefined) throw error
    callback(error)
    return
  }
  callback?.()
}
