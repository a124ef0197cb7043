import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describeProblem, FlowRefusedError } from '../errors.js'
import type { Runtime } from '../index.js'
import type { LogWriter } from './log-writer.js'
import { watchFile } from './watch-file.js'

/** Where a flow file is, and what it held when the runtime was about to read it. */
export interface Watched {
  /** As the user named it. */
  readonly file: string
  readonly path: string
  readonly text: string | undefined
}

export function noteText(file: string, cwd: string): Watched {
  const path = resolve(cwd, file)
  try {
    return { file, path, text: readFileSync(path, 'utf8') }
  } catch {
    return { file, path, text: undefined }
  }
}

/**
 * Deploys a flow file again each time it changes. One that cannot run leaves the running flow as it is, and the log
 * says why.
 *
 * @returns a function that ends this
 */
export function redeployOnChange(
  runtime: Runtime,
  { file, path, text }: Watched,
  log: LogWriter,
): () => void {
  return watchFile(path, text, async () => {
    try {
      const { started } = await runtime.deploy(file)
      log.tell(
        'info',
        `${file} has changed and is deployed: ${started === 1 ? '1 node' : `${started} nodes`} started.`,
      )
    } catch (error) {
      if (error instanceof FlowRefusedError)
        for (const problem of error.problems) log.tell('error', describeProblem(problem))
      else log.tell('error', error instanceof Error ? error.message : String(error), error)
      log.tell('error', `${file} has changed but is not deployed. The flow that runs goes on.`)
    }
  })
}
