import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MillraceError } from '../errors.js'

export type Settings = Readonly<Record<string, unknown>>

/**
 * What the user's settings give functions of the host: modules (`functionExternalModules`) and objects of the global
 * context (`functionGlobalContext`). A grant is the host's power for the functions that use it.
 */
export class Grants {
  /** Names of `functionGlobalContext` whose values are more than data: those are given by reference. */
  private readonly names: ReadonlySet<string>

  constructor(
    private readonly settings: Settings,
    private readonly isTrusted: boolean,
  ) {
    this.names = new Set(grantedGlobals(settings))
  }

  /** Whether a key of the global context leads into something granted. */
  grants(key: string): boolean {
    if (this.names.size === 0) return false
    return this.names.has(/^[^.[\]]+/.exec(key)?.[0] ?? '')
  }

  /** Whether a module was given to a function. */
  hasModules = false

  get hasObjects(): boolean {
    return this.names.size > 0
  }

  /**
   * The modules that a node asks for, by the names of its variables.
   *
   * @throws MillraceError BAD_FUNCTION where the settings do not grant them, or one cannot be loaded
   */
  async loadModules(
    label: string,
    libs: ReadonlyArray<{ var: string; module: string }>,
  ): Promise<Record<string, unknown>> {
    const loaded: Record<string, unknown> = {}
    for (const { var: name, module } of libs) {
      if (!name || !module) continue
      if (!/^[A-Za-z_$][\w$]*$/.test(name) || name === 'node' || name === 'msg') {
        throw new MillraceError(
          'BAD_FUNCTION',
          `${label}: "${name}" cannot be the name of a module's variable.`,
        )
      }
      if (!allowsModules(this.settings, this.isTrusted)) {
        throw new MillraceError(
          'BAD_FUNCTION',
          `${label} asks for the module "${module}". Modules reach the host: allow them with ` +
            'functionExternalModules: true in the settings, or take the module out of the node.',
        )
      }
      loaded[name] = await this.load(label, module)
      this.hasModules = true
    }
    return loaded
  }

  private async load(label: string, module: string): Promise<unknown> {
    const { userDir } = this.settings
    const require = createRequire(resolve(typeof userDir === 'string' ? userDir : '.', 'package.json'))
    try {
      const name = module.replace(/(?<=.)@[^/]*$/, '')
      const path = require.resolve(name)
      const loaded = (await import(
        path === name || path.startsWith('node:') ? path : pathToFileURL(path).href
      )) as {
        default?: unknown
      }
      return loaded.default ?? loaded
    } catch (error) {
      throw new MillraceError(
        'BAD_FUNCTION',
        `${label}: the module "${module}" cannot be loaded: ${(error as Error).message}. Install it in the user directory.`,
        { cause: error },
      )
    }
  }
}

/** Node-RED allows modules unless told otherwise; a contained function gets them only where they are granted. */
export function allowsModules({ functionExternalModules }: Settings, isTrusted: boolean): boolean {
  return isTrusted ? functionExternalModules !== false : functionExternalModules === true
}

/** Names of `functionGlobalContext` whose values are more than data: functions get those by reference. */
export function grantedGlobals(settings: Settings): string[] {
  return Object.entries(globalContextOf(settings)).flatMap(([name, value]) => (isData(value) ? [] : [name]))
}

function globalContextOf(settings: Settings): Record<string, unknown> {
  const { functionGlobalContext } = settings
  return typeof functionGlobalContext === 'object' && functionGlobalContext !== null
    ? (functionGlobalContext as Record<string, unknown>)
    : {}
}

/** Plain data can be copied like any other value of the context; anything else would be a handle without use. */
function isData(value: unknown, depth = 0): boolean {
  if (typeof value === 'function') return false
  if (typeof value !== 'object' || value === null) return true
  if (depth > 20) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (value instanceof Date || Buffer.isBuffer(value)) return true
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  return Object.values(value).every((each) => isData(each, depth + 1))
}
