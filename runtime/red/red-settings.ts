import { cloneValue } from '../message/clone.js'
import { normaliseNodeTypeName } from '../message/text-and-buffer.js'
import { nodeRedVersion } from '../palette/package-version.js'
import { KeptSettings } from './kept-settings.js'

/** A setting that a node type declares: its default, and whether editors may see it. */
export interface DeclaredSetting {
  value?: unknown
  exportable?: boolean
}

/** What Node-RED sets where the settings file does not. */
const defaults: Readonly<Record<string, unknown>> = {
  httpRoot: '/',
  httpAdminRoot: '/',
  httpNodeRoot: '/',
  uiPort: 1880,
  uiHost: '127.0.0.1',
  debugMaxLength: 1000,
  debugUseColors: true,
  version: nodeRedVersion,
}

/**
 * `RED.settings`: one object with the settings of the user, which cannot be set, those that node types declare, and
 * the functions `get`, `set` and so on for what packages keep themselves.
 */
export class RedSettings {
  private readonly declared = new Map<string, DeclaredSetting>()
  private readonly kept: KeptSettings
  readonly view: Record<string | symbol, unknown>

  constructor(
    private readonly settings: Readonly<Record<string, unknown>>,
    private readonly userDir: () => string,
  ) {
    this.kept = new KeptSettings(userDir)
    this.view = this.createView()
  }

  /** Takes the settings that a node type declares. @throws Error where one does not begin with the type's name */
  declare(type: string, settings: Readonly<Record<string, DeclaredSetting>>): void {
    const prefix = normaliseNodeTypeName(type)
    for (const [name, setting] of Object.entries(settings)) {
      if (!name.startsWith(prefix)) {
        throw new Error(`The setting "${name}" of the node type "${type}" must begin with "${prefix}".`)
      }
      this.declared.set(name, setting)
    }
  }

  /** The settings that node types declare for editors to see. */
  exported(): Record<string, unknown> {
    const shown = [...this.declared].filter(([, { exportable }]) => exportable)
    return Object.fromEntries(
      shown.map(([name]) => [name, this.read(name)]).filter(([, value]) => value !== undefined),
    )
  }

  private read(name: string): unknown {
    if (Object.hasOwn(this.settings, name) && this.settings[name] !== undefined) return this.settings[name]
    if (name === 'userDir') return this.userDir()
    return this.declared.get(name)?.value ?? (Object.hasOwn(defaults, name) ? defaults[name] : undefined)
  }

  private names(): string[] {
    const declared = [...this.declared].filter(([, { value }]) => value !== undefined).map(([name]) => name)
    return [...new Set([...Object.keys(this.settings), 'userDir', ...Object.keys(defaults), ...declared])]
  }

  private createView(): Record<string | symbol, unknown> {
    const methods = this.createMethods()
    const isOwn = (name: string | symbol): name is string =>
      typeof name === 'string' && !Object.hasOwn(methods, name) && this.names().includes(name)
    return new Proxy(methods, {
      get: (target, name, receiver) => (isOwn(name) ? this.read(name) : Reflect.get(target, name, receiver)),
      has: (target, name) => isOwn(name) || Reflect.has(target, name),
      ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...this.names()])],
      getOwnPropertyDescriptor: (target, name) =>
        isOwn(name)
          ? { value: this.read(name), enumerable: true, configurable: true, writable: false }
          : Reflect.getOwnPropertyDescriptor(target, name),
      set: (target, name, value) => {
        if (isOwn(name))
          throw new TypeError(`The setting "${name}" comes from the settings file, and is read-only.`)
        return Reflect.set(target, name, value)
      },
    })
  }

  private createMethods(): Record<string | symbol, unknown> {
    const refuse = (name: string) => {
      if (Object.hasOwn(this.settings, name)) {
        throw new Error(`The setting "${name}" comes from the settings file, and is read-only.`)
      }
    }
    return {
      get: (name: string) =>
        cloneValue(Object.hasOwn(this.settings, name) ? this.settings[name] : this.kept.get(name)),
      set: (name: string, value: unknown) => {
        refuse(name)
        return this.kept.set(name, cloneValue(value))
      },
      delete: (name: string) => {
        refuse(name)
        return this.kept.set(name, undefined)
      },
      available: () => true,
      registerNodeSettings: (type: string, settings: Readonly<Record<string, DeclaredSetting>>) =>
        this.declare(type, settings),
      exportNodeSettings: (given: Record<string, unknown>) =>
        Object.assign(given, { ...this.exported(), ...given }),
    }
  }
}
