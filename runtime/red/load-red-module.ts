import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
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
  try {
    const result = main(createRed(environment, module, registration))
    if (isThenable(result)) await result
    else if (registration.isEmpty)
      await Promise.race([registration.first, delay(lateMs, undefined, { ref: false })])
    return { types: registration.types, problems: registration.isEmpty ? [describeEmpty(module)] : [] }
  } catch (cause) {
    registration.undo()
    return { types: [], problems: [describeFailure(module, cause)] }
  }
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
