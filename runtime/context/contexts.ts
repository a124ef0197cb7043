import { createStores, type NamedStores } from './create-stores.js'
import type { ContextLog, StoreDriver } from './driver.js'
import { GlobalContext } from './global-context.js'
import { ScopeContext } from './scope-context.js'
import { createScopeData } from './scope-data.js'
import type { ContextStore } from './store.js'

export interface ContextsOptions {
  /** `contextStorage` and `functionGlobalContext` are read; a store that a package provides gets all of them. */
  settings: Readonly<Record<string, unknown>>
  /** The folder that file stores write into, and that packages are looked for from. */
  userDir?: string
  /** Values of the global context where no store has one. Default: the setting `functionGlobalContext`. */
  seedGlobal?: Readonly<Record<string, unknown>>
  log: ContextLog
}

/** The context stores of a runtime. */
export interface Contexts {
  /** Opens the stores and reads what they hold. @throws MillraceError BAD_SETTINGS */
  open(): Promise<void>
  /** What a node keeps for itself. */
  node(nodeId: string, flowId: string): ContextStore
  /**
   * What the nodes of a tab or subflow instance share.
   *
   * @param parents for a subflow instance: the flow it is in, then that flow's own parent and so on; keys that begin
   *   with `$parent.` lead there
   */
  flow(flowId: string, parents?: string | readonly string[]): ContextStore
  readonly global: ContextStore
  /** The names of the stores, and the one used where none is named. */
  listStores(): { default: string; stores: string[] }
  /** Deletes what a node keeps, in all stores. This and the next two log a failure, and never reject. */
  removeNode(nodeId: string, flowId: string): Promise<void>
  /** Deletes what the nodes of a flow share, in all stores. */
  removeFlow(flowId: string): Promise<void>
  /** Deletes what belongs to nodes and flows that are gone. */
  clean(activeNodeIds: Iterable<string>, activeFlowIds: Iterable<string>): Promise<void>
  /** Settles when everything set so far is stored for good. */
  flush(): Promise<void>
  /** Stores everything, then closes the stores. */
  close(): Promise<void>
}

/** Makes the contexts of a runtime. Nothing is read or written before `open`. */
export function createContexts(options: ContextsOptions): Contexts {
  return new RuntimeContexts(options)
}

class RuntimeContexts implements Contexts {
  readonly global: ContextStore
  readonly #unknown = new Set<string>()
  #named: NamedStores = { stores: new Map(), defaultName: '' }

  constructor(readonly options: ContextsOptions) {
    const seeds = options.seedGlobal ?? (options.settings.functionGlobalContext as object | undefined)
    this.global = new GlobalContext(this.#findStore, createScopeData(seeds))
  }

  async open(): Promise<void> {
    const { settings, userDir, log } = this.options
    this.#named = await createStores(settings.contextStorage, {
      settings,
      log,
      ...(userDir === undefined ? {} : { userDir }),
    })
    await this.#all((store) => store.open())
  }

  node(nodeId: string, flowId: string): ContextStore {
    return new ScopeContext([`${nodeId}:${flowId}`], this.#findStore)
  }

  flow(flowId: string, parents: string | readonly string[] = []): ContextStore {
    return new ScopeContext([flowId, ...(typeof parents === 'string' ? [parents] : parents)], this.#findStore)
  }

  listStores(): { default: string; stores: string[] } {
    return { default: this.#named.defaultName, stores: [...this.#named.stores.keys()] }
  }

  removeNode(nodeId: string, flowId: string): Promise<void> {
    return this.#tidy((store) => store.delete(`${nodeId}:${flowId}`))
  }

  removeFlow(flowId: string): Promise<void> {
    return this.#tidy((store) => store.delete(flowId))
  }

  clean(activeNodeIds: Iterable<string>, activeFlowIds: Iterable<string>): Promise<void> {
    const active = [...activeNodeIds, ...activeFlowIds]
    return this.#tidy((store) => store.clean(active))
  }

  flush(): Promise<void> {
    return this.#all((store) => store.flush())
  }

  close(): Promise<void> {
    return this.#all((store) => store.close())
  }

  readonly #findStore = (name: string | undefined): StoreDriver => {
    const { stores, defaultName } = this.#named
    const store = stores.get(name === undefined || name === '' || name === 'default' ? defaultName : name)
    if (store !== undefined) return store
    // Names may be made of message values: they must not pile up.
    if (name !== undefined && !this.#unknown.has(name) && this.#unknown.size < 100) {
      this.#unknown.add(name)
      this.options.log('warn', `There is no context store "${name}": "${defaultName}" is used instead.`)
    }
    return stores.get(defaultName)!
  }

  async #tidy(act: (store: StoreDriver) => Promise<void>): Promise<void> {
    try {
      await this.#all(act)
    } catch (error) {
      this.options.log('error', `Context that is not needed any more stays: ${(error as Error).message}.`)
    }
  }

  /** All stores get their turn, also when one fails. */
  async #all(act: (store: StoreDriver) => Promise<void>): Promise<void> {
    const results = await Promise.allSettled([...this.#named.stores.values()].map(act))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
}
