import { access, readFile, rename } from 'node:fs/promises'
import type { ContextLog } from './driver.js'
import type { ScopeData } from './scope-data.js'
import { parseScope } from './scope-text.js'

/**
 * Reads the file of a scope. One that cannot be parsed is renamed to `<file>.corrupt-<n>`, so that it is neither lost
 * nor read again, and said in the log.
 *
 * @returns undefined where there is none, or it was set aside
 */
export async function readScopeFile(path: string, log: ContextLog): Promise<ScopeData | undefined> {
  const text = await readText(path)
  if (text === undefined) return undefined
  try {
    return parseScope(text)
  } catch (error) {
    const kept = await setAside(path)
    log(
      'error',
      `Context file ${path} cannot be read: ${(error as Error).message}. It is kept as ${kept}; its values are not ` +
        'there until you mend it and put it back.',
    )
    return undefined
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function setAside(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const kept = `${path}.corrupt-${number}`
    const isTaken = await access(kept).then(
      () => true,
      () => false,
    )
    if (isTaken) continue
    await rename(path, kept)
    return kept
  }
}
