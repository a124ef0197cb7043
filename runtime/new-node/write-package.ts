import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MillraceError } from '../errors.js'
import { editorHtml } from '../node-red/editor-html.js'
import { loadNodeTypes } from './load-node-types.js'
import type { NewPackage } from './new-package.js'
import { formFile, packageFiles } from './package-files.js'

/**
 * Writes a new package into a folder of its own.
 *
 * @returns the files, relative to the folder
 * @throws MillraceError BAD_ARGUMENT where the folder exists
 */
export async function writePackage(about: NewPackage, cwd: string): Promise<string[]> {
  const folder = join(cwd, about.folder)
  await makeFolder(folder, about.folder)
  const files = packageFiles(about)
  for (const [path, text] of Object.entries(files)) await writeInto(folder, path, text)
  const types = await loadNodeTypes(join(folder, about.source), folder)
  await writeInto(folder, formFile(about), editorHtml(types))
  return [...Object.keys(files), formFile(about)]
}

async function makeFolder(folder: string, name: string): Promise<void> {
  try {
    await mkdir(folder)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason =
      code === 'EEXIST'
        ? `There is a ${name} already, and it is left as it is. Choose another name, or go elsewhere.`
        : `${name} cannot be made: ${message}`
    throw new MillraceError('BAD_ARGUMENT', reason, { cause })
  }
}

async function writeInto(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
