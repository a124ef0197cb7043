import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MillraceError } from '../errors.js'
import type { ContextLog, ContextPlugin, StoreDriver } from './driver.js'
import { FileStore } from './file-store.js'
import { MemoryStore } from './memory-store.js'
import { type CallbackPlugin, createPluginStore } from './plugin-store.js'
import { UncachedFileStore } from './uncached-file-store.js'

export interface StoreSurroundings {
  /** The folder that `localfilesystem` writes into; the working directory where there is none. */
  userDir?: string
  settings: Readonly<Record<string, unknown>>
  log: ContextLog
}

export interface NamedStores {
  stores: Map<string, StoreDriver>
  /** The name of the store that is used where none is named. */
  defaultName: string
}

/**
 * Makes the stores that the setting `contextStorage` describes, as Node-RED reads it: names with a `module`
 * (`memory`, `localfilesystem`, a package, a function or an object) and its `config`; `default` may be a name. The
 * first one is the default where none is called so; without any, there is one in memory.
 *
 * @throws MillraceError BAD_SETTINGS
 */
export async function createStores(contextStorage: unknown, around: StoreSurroundings): Promise<NamedStores> {
  const entries = Object.entries((contextStorage ?? {}) as Record<string, unknown>)
  const stores = new Map<string, StoreDriver>()
  let defaultName: string | undefined
  for (const [name, entry] of entries) {
    if (name === '_') continue
    if (name === 'default' && typeof entry === 'string') {
      defaultName = entry
      continue
    }
    if (!/^\w+$/.test(name)) throw refuse(name, 'a name may hold letters, digits and underscores only')
    stores.set(name, await createStore(name, entry, around))
  }
  if (stores.size === 0 && defaultName === undefined) stores.set('memory', new MemoryStore())
  defaultName ??= stores.has('default') ? 'default' : [...stores.keys()][0]!
  if (!stores.has(defaultName))
    throw refuse('default', `it names a store "${defaultName}", and there is none`)
  return { stores, defaultName }
}

interface StoreEntry {
  module?: unknown
  config?: Record<string, unknown>
}

async function createStore(name: string, entry: unknown, around: StoreSurroundings): Promise<StoreDriver> {
  const { module, config = {} } = (
    typeof entry === 'string' ? { module: entry } : (entry ?? {})
  ) as StoreEntry
  if (module === 'memory') return new MemoryStore()
  if (module === 'localfilesystem') return createFileStore(config, around)
  if (module === undefined) throw refuse(name, 'it has no module')
  const loaded = typeof module === 'string' ? await loadModule(name, module, around) : module
  const plugin = typeof loaded === 'function' ? loaded({ ...config, settings: around.settings }) : loaded
  if (!isPlugin(plugin)) throw refuse(name, 'its module has no get, set, keys, delete and clean')
  return createPluginStore(name, plugin, around.log)
}

function createFileStore(config: Record<string, unknown>, { userDir, log }: StoreSurroundings): StoreDriver {
  const parent = typeof config.dir === 'string' ? config.dir : (userDir ?? '.')
  const folder = resolve(join(parent, typeof config.base === 'string' ? config.base : 'context'))
  if (config.cache === false) return new UncachedFileStore(folder, log)
  const seconds = Number(config.flushInterval ?? 30)
  return new FileStore({
    folder,
    log,
    flushIntervalMs: Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 30_000,
  })
}

async function loadModule(name: string, module: string, { userDir }: StoreSurroundings): Promise<unknown> {
  try {
    const file = createRequire(resolve(userDir ?? '.', 'package.json')).resolve(module)
    const loaded = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return loaded.default ?? loaded
  } catch (error) {
    throw refuse(name, `its module "${module}" cannot be loaded: ${(error as Error).message}`, error)
  }
}

function isPlugin(value: unknown): value is ContextPlugin | CallbackPlugin {
  const functions = ['get', 'set', 'keys', 'delete', 'clean']
  return (
    typeof value === 'object' &&
    value !== null &&
    functions.every((name) => typeof Reflect.get(value, name) === 'function')
  )
}

function refuse(name: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError('BAD_SETTINGS', `The setting contextStorage.${name} cannot be used: ${reason}.`, {
    cause,
  })
}
