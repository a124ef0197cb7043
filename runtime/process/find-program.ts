import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MillraceError } from '../errors.js'

/** Where the built program is, and what the flow's process runs. */
export interface Program {
  /** The folder with `package.json` and `dist`. */
  readonly root: string
  readonly main: string
}

/** @throws MillraceError BAD_ARGUMENT where the program was not built */
export function findProgram(from = dirname(fileURLToPath(import.meta.url))): Program {
  const main = join(from, 'dist', 'flow-process.js')
  if (existsSync(join(from, 'package.json')) && existsSync(main)) return { root: from, main }
  const parent = dirname(from)
  if (parent !== from) return findProgram(parent)
  throw new MillraceError(
    'BAD_ARGUMENT',
    'dist/flow-process.js, which the sandbox "process" runs, is not built: npm run build.',
  )
}
