import type { EventEmitter } from 'node:events'

/** A plugin as a module registers it. */
export interface Plugin {
  id?: string
  type?: string
  module?: string
  /** The folder of its package. */
  path?: string
  onadd?: () => unknown
  [field: string]: unknown
}

/** `RED.plugins`: what modules register for each other to find. */
export class Plugins {
  private readonly byId = new Map<string, Plugin>()
  /** In the order of their registration; one that another takes the id of stays here. */
  private readonly registered: Plugin[] = []

  constructor(private readonly events: EventEmitter) {}

  register(id: string, plugin: Plugin, { module, path }: { module: string; path: string }): void {
    Object.assign(plugin, { id, module, path })
    this.byId.set(id, plugin)
    this.registered.push(plugin)
    plugin.onadd?.()
    this.events.emit('registry:plugin-added', id)
  }

  get(id: string): Plugin | undefined {
    return this.byId.get(id)
  }

  getByType(type: string): Plugin[] {
    return this.registered.filter((plugin) => plugin.type === type)
  }
}
