import { existsSync, readFileSync } from 'node:fs'
import { MillraceError } from '../errors.js'
import type { NodeModule } from '../palette/folder-modules.js'
import { loadProblem, type PaletteProblem } from '../palette/palette-problem.js'
import { firstLine, placeOfError } from '../palette/place-of-error.js'
import type { RedModule } from '../palette/red-module.js'
import { isThenable } from './close-listeners.js'
import type { RedEnvironment } from './environment.js'
import { createRed } from './red-api.js'
import type { LoadedRedModule } from './red-host.js'
import { Registration } from './registration.js'

/** How long a module that registered nothing, and gave no promise, is waited for: some register after an import. */
const lateMs = 1000
/** How long the promise of a module is waited for. */
const longestMs = 30_000

/**
 * Calls a module with its own `RED`, and gives the node types that it registers. A module that fails gives none: its
 * problem says why. What it exports may be a promise to wait for.
 */
export async function loadRedModule(
  main: RedModule,
  module: NodeModule,
  environment: RedEnvironment,
): Promise<LoadedRedModule> {
  if (!module.isNamed && !looksLikeRedModule(module.file)) return { types: [], problems: [] }
  const registration = new Registration(environment, module)
  const isEmpty = () => registration.isEmpty && !module.isPlugin
  try {
    const result = main(createRed(environment, module, registration))
    if (isThenable(result)) await orElse(result, longestMs, tooLong)
    else if (isEmpty()) await orElse(registration.first, lateMs, () => {})
    return { types: registration.types, problems: isEmpty() ? [describeEmpty(module)] : [] }
  } catch (cause) {
    registration.undo()
    return { types: [], problems: [describeFailure(module, cause)] }
  }
}

/** Waits so long and no longer. The timer keeps the process going: nothing else may. */
async function orElse(work: PromiseLike<unknown>, ms: number, act: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(act())
      } catch (error) {
        reject(error)
      }
    }, ms)
  })
  try {
    await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
  }
}

function tooLong(): never {
  throw new MillraceError('BAD_NODE_TYPE', `has not finished loading after ${longestMs / 1000} seconds.`)
}

/** It may still be of use to other modules, so this is a warning. */
function describeEmpty(module: NodeModule): PaletteProblem {
  const error = new MillraceError('BAD_NODE_TYPE', 'is a function, and registered no node type.')
  const remedy =
    'A module for Node-RED calls RED.nodes.registerType; any other exports what defineNode returns.'
  return { ...loadProblem(module.source, error, remedy), severity: 'warning' }
}

function describeFailure(module: NodeModule, cause: unknown): PaletteProblem {
  const isOurs = cause instanceof MillraceError
  const text = isOurs ? cause.message : `cannot be loaded: ${firstLine(cause)}`
  const error = new MillraceError('BAD_NODE_TYPE', text, { cause })
  const remedy = 'See what its documentation asks for, or look for another version of it.'
  return loadProblem(module.source, error, remedy, placeOfError(cause, module.file))
}

/** A function in a folder may be a helper of the modules in it. Those of Node-RED have a form beside them. */
function looksLikeRedModule(file: string): boolean {
  if (existsSync(file.replace(/\.[^./\\]+$/, '.html'))) return true
  return /\bregister(Type|Subflow|Plugin)\b/.test(readFileSync(file, 'utf8'))
}
