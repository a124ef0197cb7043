import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { types } from 'node:util'

/**
 * Runs a settings file and gives what it exports. It runs anew each time, so that two runtimes which read the same
 * file share nothing. CommonJS, ES modules and TypeScript; CommonJS also in a folder whose package is of ES modules.
 *
 * @throws whatever the file throws
 */
export async function runSettingsModule(path: string): Promise<unknown> {
  if (/\.[cm]?ts$/i.test(path)) return runWithJiti(path)
  if (/\.mjs$/i.test(path)) return importAnew(path)
  try {
    const exported = requireAnew(path)
    // Node gives ES modules to require() as well, but keeps them: only a new address makes a new one.
    return types.isModuleNamespaceObject(exported) ? importAnew(path) : exported
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE') return importAnew(path)
    if (error instanceof ReferenceError && /\b(?:module|exports|require) is not defined/.test(message)) {
      return runWithJiti(path)
    }
    throw error
  }
}

function requireAnew(path: string): unknown {
  const require = createRequire(path)
  delete require.cache[require.resolve(path)]
  return require(path) as unknown
}

async function importAnew(path: string): Promise<unknown> {
  const address = pathToFileURL(path)
  address.searchParams.set('run', randomUUID())
  return preferDefault((await import(address.href)) as object)
}

async function runWithJiti(path: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(pathToFileURL(path).href, { moduleCache: false, fsCache: false })
  return preferDefault((await jiti.import(path)) as object)
}

function preferDefault(exported: object): unknown {
  return 'default' in exported && exported.default !== undefined ? exported.default : exported
}
