import { MillraceError } from '../errors.js'
import type { ContextLog, ContextPlugin, StoreDriver } from './driver.js'

/** A store of Node-RED's form: answers through a callback, and maybe without one. */
export interface CallbackPlugin {
  open?(): unknown
  get(scope: string, key: string, callback?: (error: unknown, value?: unknown) => void): unknown
  set(scope: string, key: string, value: unknown, callback?: (error?: unknown) => void): unknown
  keys(scope: string, callback?: (error: unknown, keys?: string[]) => void): unknown
  delete(scope: string): unknown
  clean(activeIds: readonly string[]): unknown
  close?(): unknown
}

/** Drives a store that a package provides, of our form or of Node-RED's. */
export function createPluginStore(
  name: string,
  plugin: ContextPlugin | CallbackPlugin,
  log: ContextLog,
): StoreDriver {
  return takesCallbacks(plugin) ? new CallbackStore(plugin) : new PluginStore(name, plugin, log)
}

/** Node-RED's `get` has a third parameter, ours has two. */
function takesCallbacks(plugin: ContextPlugin | CallbackPlugin): plugin is CallbackPlugin {
  return plugin.get.length > 2
}

class PluginStore implements StoreDriver {
  readonly isAsync = true

  constructor(
    readonly name: string,
    readonly plugin: ContextPlugin,
    readonly log: ContextLog,
  ) {}

  async open(): Promise<void> {
    await this.plugin.open?.()
  }
  get(scope: string, key: string): unknown {
    return this.#atOnce(this.plugin.get(scope, key))
  }
  set(scope: string, key: string, value: unknown): void {
    this.setAsync(scope, key, value).catch((error: Error) =>
      this.log('error', `Context store "${this.name}" did not take the value of "${key}": ${error.message}.`),
    )
  }
  keys(scope: string): string[] {
    return this.#atOnce(this.plugin.keys(scope)) as string[]
  }
  async getAsync(scope: string, key: string): Promise<unknown> {
    return this.plugin.get(scope, key)
  }
  async setAsync(scope: string, key: string, value: unknown): Promise<void> {
    await this.plugin.set(scope, key, value)
  }
  async keysAsync(scope: string): Promise<string[]> {
    return this.plugin.keys(scope)
  }
  async delete(scope: string): Promise<void> {
    await this.plugin.delete(scope)
  }
  async clean(activeIds: readonly string[]): Promise<void> {
    await this.plugin.clean(activeIds)
  }
  async flush(): Promise<void> {}
  async close(): Promise<void> {
    await this.plugin.close?.()
  }

  #atOnce(answer: unknown): unknown {
    if (!(answer instanceof Promise)) return answer
    answer.catch(() => {})
    throw new MillraceError(
      'BAD_ARGUMENT',
      `Context store "${this.name}" cannot answer at once. Give a callback as the last argument.`,
    )
  }
}

class CallbackStore implements StoreDriver {
  readonly isAsync = true

  constructor(readonly plugin: CallbackPlugin) {}

  async open(): Promise<void> {
    await this.plugin.open?.()
  }
  get(scope: string, key: string): unknown {
    return this.plugin.get(scope, key)
  }
  set(scope: string, key: string, value: unknown): void {
    this.plugin.set(scope, key, value)
  }
  keys(scope: string): string[] {
    return this.plugin.keys(scope) as string[]
  }
  getAsync(scope: string, key: string): Promise<unknown> {
    return callBack((callback) => this.plugin.get(scope, key, callback))
  }
  async setAsync(scope: string, key: string, value: unknown): Promise<void> {
    await callBack((callback) => this.plugin.set(scope, key, value, callback))
  }
  async keysAsync(scope: string): Promise<string[]> {
    return ((await callBack((callback) => this.plugin.keys(scope, callback))) ?? []) as string[]
  }
  async delete(scope: string): Promise<void> {
    await this.plugin.delete(scope)
  }
  async clean(activeIds: readonly string[]): Promise<void> {
    await this.plugin.clean(activeIds)
  }
  async flush(): Promise<void> {}
  async close(): Promise<void> {
    await this.plugin.close?.()
  }
}

function callBack(call: (callback: (error: unknown, value?: unknown) => void) => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value)))
  })
}
