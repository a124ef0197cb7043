import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Jiti } from 'jiti'
import { MillraceError } from '../errors.js'
import { RedHost } from '../red/red-host.js'
import type { NodeModule } from './folder-modules.js'
import { loadProblem, type PaletteProblem } from './palette-problem.js'
import { firstLine, placeOfError } from './place-of-error.js'

/** Loads modules of node types, whatever they are written in. */
export interface ModuleLoader {
  /** Takes modules written for Node-RED. */
  readonly red: RedHost
  load(module: NodeModule): Promise<{ exports: object } | { problem: PaletteProblem }>
}

/**
 * TypeScript goes through jiti. So does JavaScript that asks for `millrace` where it is not installed: jiti hands
 * it this very library, so that a file of node types needs no package.json beside it. jiti itself is loaded at need.
 */
export function createModuleLoader(red = new RedHost()): ModuleLoader {
  let jiti: Promise<Jiti> | undefined
  const loadThroughJiti = async (file: string) => {
    jiti ??= startJiti()
    return (await jiti).import<object>(file)
  }
  const loadExports = async (file: string): Promise<object> => {
    if (/ts$/.test(extname(file))) return loadThroughJiti(file)
    try {
      return await import(pathToFileURL(file).href)
    } catch (error) {
      if (isMillraceMissing(error) || hidesItsPlace(error, file)) return loadThroughJiti(file)
      throw error
    }
  }
  return {
    red,
    async load(module) {
      try {
        return { exports: await loadExports(module.file) }
      } catch (cause) {
        return { problem: describeFailure(module, cause) }
      }
    },
  }
}

async function startJiti(): Promise<Jiti> {
  const [{ createJiti }, library] = await Promise.all([import('jiti'), import('../index.js')])
  // The cache would lie in a folder that other users of the machine may write to.
  return createJiti(import.meta.url, {
    fsCache: false,
    interopDefault: false,
    virtualModules: { millrace: library },
  })
}

function isMillraceMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException
  return (
    (code === 'ERR_MODULE_NOT_FOUND' && message.startsWith("Cannot find package 'millrace'")) ||
    (code === 'MODULE_NOT_FOUND' && message.startsWith("Cannot find module 'millrace'"))
  )
}

/** Node tells where an ES module cannot be parsed only on its way out; jiti's parser tells it at once. */
function hidesItsPlace(error: unknown, file: string): boolean {
  const isParsing = error instanceof SyntaxError && !/requested module/.test(error.message)
  return isParsing && placeOfError(error, file).line === 0
}

function describeFailure(module: NodeModule, cause: unknown): PaletteProblem {
  const error = new MillraceError('BAD_NODE_TYPE', `cannot be loaded: ${firstLine(cause)}`, { cause })
  const remedy = missingPackage(cause, module.file) ?? 'Mend the module, or leave it out.'
  return loadProblem(module.source, error, remedy, placeOfError(cause, module.file))
}

/** What to install, where a module fails for a package that is not there. */
function missingPackage(cause: unknown, file: string): string | undefined {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined
  const name = /^Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w-][\w.-]*)/.exec(message)?.[1]
  if (name === undefined || createRequire(file).resolve.paths(name) === null) return undefined
  return `Install what it needs: npm install ${name}`
}
