import { EventEmitter } from 'node:events'
import type { Red } from '../red/red-api.js'
import type { RedNode } from '../red/red-node.js'
import type { DeployKind } from '../start/diff.js'
import { findPackage, needPackage, type Sinon, type SinonSandbox, type SinonSpy } from './authors-packages.js'
import { type Credentials, type FlowEntry, withCredentials } from './flow-entries.js'
import {
  adminApplication,
  adminListener,
  type HttpListener,
  nodeApplication,
  type Serving,
} from './helper-applications.js'
import { HelperHooks } from './helper-hooks.js'
import { HelperServer } from './helper-server.js'
import { HelperSettings, type Settings } from './helper-settings.js'
import { createIdleRed, followRed } from './idle-red.js'
import { loadFlow } from './load-flow.js'
import { spyOnNodes } from './node-spies.js'
import { type Callback, type Rest, readDeployRest, readRest, tell } from './parameters.js'
import type { TestNodes } from './test-modules.js'

/**
 * Runs flows in tests of nodes: the members of the package node-red-node-test-helper, on Millrace. Each function that
 * takes a callback also gives a promise.
 */
export class NodeTestHelper extends EventEmitter {
  /** What modules of the loaded flow are called with; before one is loaded, as much of it as needs none. */
  readonly RED: Red
  /** `RED.util`, of all flows. */
  readonly util: Red['util']
  /** Hooks that a test adds stay until it removes them. */
  readonly hooks: Red['hooks']
  private readonly idle = createIdleRed()
  private readonly ownHooks = new HelperHooks()
  private readonly ownSettings = new HelperSettings()
  private loaded: Serving | undefined
  /** The secrets of the loaded flow: a deploy without any keeps them. */
  private secrets: Credentials = {}
  /** The stop of the flow before, which tests need not wait for. */
  private stopping: Promise<void> = Promise.resolve()
  private spies: SinonSandbox | undefined
  private logSpy: SinonSpy | undefined
  private removeSpies: () => void = () => {}
  private readonly server = new HelperServer(() => this.loaded?.runtime)

  constructor() {
    super()
    // Tests may count on `value.should` without asking for it, of the helper too.
    findPackage('should')
    findPackage('should-sinon')
    const { red: idle } = this.idle
    this.util = idle.util
    this.hooks = this.ownHooks
    this.RED = followRed(() => this.loaded?.red ?? idle, {
      util: () => this.util,
      hooks: () => this.hooks,
      settings: () => this.ownSettings.live,
      server: () => this.server.server,
    })
  }

  /** @param _runtimePath the place of Node-RED, which is not needed */
  init(_runtimePath?: string, settings?: Settings): void {
    if (settings !== undefined) this.settings(settings)
  }

  /** Replaces the settings, where some are given. The result is the object that nodes see. */
  settings(settings?: Settings): Settings {
    if (settings !== undefined) this.ownSettings.replace(settings)
    return this.ownSettings.live
  }

  /** Starts a flow with the node types of modules, or of `defineNode`; built-in types are always there. */
  load(nodes: TestNodes, flow: readonly FlowEntry[], ...rest: Rest): Promise<void> {
    const { credentials, callback } = readRest(rest)
    return tell(this.start(nodes, flow, credentials), callback)
  }

  /** Stops the flow and takes the spies away. */
  unload(): Promise<void> {
    this.spies?.restore()
    this.removeSpies()
    this.spies = undefined
    const { loaded } = this
    this.loaded = undefined
    this.ownHooks.use(undefined)
    this.stopping = this.stopping.then(async () => {
      await loaded?.runtime.stop()
    })
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
    ...rest: Rest | [(DeployKind | (string & {}) | null)?, ...Rest]
  ): Promise<void> {
    const { kind, credentials, callback } = readDeployRest(rest)
    return tell(this.deploy(flow, kind, credentials), callback)
  }

  /** A supertest agent on the admin application: `/inject/:id`, `/debug/:id/:state`, and the routes of modules. */
  request(): unknown {
    const supertest = needPackage('supertest', 'request()') as (listener: HttpListener) => unknown
    return supertest((...request) => adminListener(this.need())(...request))
  }

  /** The admin application, which serves what `request()` asks. */
  get httpAdmin(): Red['httpAdmin'] {
    return adminApplication(this.need())
  }

  /** The application that modules put the routes of nodes on; it serves those of the flow as well. */
  get httpNode(): Red['httpNode'] {
    return nodeApplication(this.need())
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

  /**
   * Where the flow that is loaded next keeps context: the settings `contextStorage` and `functionGlobalContext`, until
   * `close`. The stores themselves open and close with the flow, and those in memory are empty then.
   */
  readonly context = {
    init: (settings: { contextStorage?: unknown; functionGlobalContext?: unknown } = {}): void => {
      const { contextStorage, functionGlobalContext } = settings
      this.ownSettings.useContext({
        ...(contextStorage === undefined ? {} : { contextStorage }),
        ...(functionGlobalContext === undefined ? {} : { functionGlobalContext }),
      })
    },
    load: async (): Promise<void> => {},
    clean: async (_flow?: unknown): Promise<void> => {},
    close: async (): Promise<void> => this.ownSettings.useContext({}),
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
    return this.ownSettings.live
  }

  private need(): Serving {
    if (this.loaded === undefined) throw new Error('No flow is loaded. Call load() first, and wait for it.')
    return this.loaded
  }

  private async start(nodes: TestNodes, flow: readonly FlowEntry[], credentials: Credentials): Promise<void> {
    if (this.loaded !== undefined) void this.unload()
    this.secrets = credentials
    // Tests may set others at once, for the next flow.
    const settings = this.ownSettings.current()
    const logSpy = this.installSpies()
    await Promise.all([this.stopping, this.idle.prepareFor(flow)])
    const { failures, ...serving } = await loadFlow({
      nodes,
      flow: withCredentials(flow, credentials),
      settings,
      logSpy,
      parts: { util: this.util, server: () => this.server.server },
      onRed: (red) => this.ownHooks.use(red.hooks),
    })
    this.loaded = serving
    if (failures.length > 0) throw failures[0]
  }

  private async deploy(
    flow: readonly FlowEntry[],
    kind: DeployKind,
    credentials: Credentials,
  ): Promise<void> {
    const { runtime } = this.need()
    this.secrets = { ...this.secrets, ...credentials }
    await runtime.deploy(withCredentials(flow, this.secrets), kind)
  }

  private installSpies(): SinonSpy {
    const { createSandbox } = needPackage('sinon', 'load()') as Sinon
    this.spies = createSandbox()
    this.logSpy = this.spies.spy()
    this.removeSpies = spyOnNodes(this.spies)
    return this.logSpy
  }
}
