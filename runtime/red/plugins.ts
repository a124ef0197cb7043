import type { EventEmitter } from 'node:events'

/** A plugin as a module registers it. */
export interface Plugin {
  id?: string
  type?: string
  module?: string
  onadd?: () => unknown
  [field: string]: unknown
}

/** `RED.plugins`: what modules register for each other to find. */
export class Plugins {
  private readonly byId = new Map<string, Plugin>()

  constructor(private readonly events: EventEmitter) {}

  register(id: string, plugin: Plugin, module: string): void {
    plugin.id = id
    plugin.module = module
    this.byId.set(id, plugin)
    plugin.onadd?.()
    this.events.emit('registry:plugin-added', id)
  }

  get(id: string): Plugin | undefined {
    return this.byId.get(id)
  }

  getByType(type: string): Plugin[] {
    return [...this.byId.values()].filter((plugin) => plugin.type === type)
  }
}
