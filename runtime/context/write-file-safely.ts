import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file so that after a crash or a loss of power it holds either the old text or the new one: to a temporary
 * file, synchronised with the disk, then renamed.
 */
export async function writeFileSafely(path: string, text: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  // The suffix is Node-RED's, which passes over such files.
  const temporary = `${path}.$$$`
  const file = await open(temporary, 'w')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  await syncFolder(folder)
}

/** Makes the rename itself last. Not every platform lets a folder be opened; the rename is done all the same. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  } catch {
    // Windows.
  }
}
