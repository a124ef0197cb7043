import { type Stats, unwatchFile, watchFile as watchStats } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

/** How often the file is looked at, in milliseconds. */
const interval = 150

/**
 * Calls back each time a file's text has changed and settled. The file is looked at again and again rather than
 * watched by the system, since that alone sees every way of saving: writing, renaming another file over it, changing
 * what a symbolic link leads to, and a network drive.
 *
 * @param known the text that the caller has
 * @param onChange is not called again before it has settled
 * @returns a function that ends the watch
 */
export function watchFile(
  path: string,
  known: string | undefined,
  onChange: () => Promise<void>,
): () => void {
  let text = known
  let looking: Promise<void> = Promise.resolve()
  let isEnded = false

  const look = async () => {
    const found = isEnded ? undefined : await readSettled(path)
    if (found === undefined || found === text || isEnded) return
    text = found
    await onChange()
  }
  const lookNext = () => {
    looking = looking.then(look)
  }
  const listener = (now: Stats, before: Stats) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size || now.ino !== before.ino) lookNext()
  }
  watchStats(path, { interval }, listener)
  // The file may have changed since the caller read it.
  lookNext()
  return () => {
    isEnded = true
    unwatchFile(path, listener)
  }
}

/** The text once two looks in a row find the same; `undefined` while there is none, as in the midst of saving. */
async function readSettled(path: string): Promise<string | undefined> {
  let last: string | undefined
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => '')
    if (text === '' || text === last) return text || undefined
    last = text
    await setTimeout(interval / 3)
  }
}
