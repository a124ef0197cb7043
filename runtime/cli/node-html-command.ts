import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MillraceError } from '../errors.js'
import { loadNodeTypes } from '../new-node/load-node-types.js'
import { editorHtml } from '../node-red/editor-html.js'
import type { Call } from './commands.js'
import { UsageError } from './usage-error.js'

/** `millrace node-html`: writes the form for Node-RED's editor, or says whether the one that is there is fresh. */
export async function writeNodeHtml({ values, operands, terminal }: Call): Promise<number> {
  const [entry] = operands
  const { output, check = false } = values
  if (entry === undefined) throw new UsageError('Name the module with the node types.', 'node-html')
  if (check && output === undefined) {
    throw new UsageError('--check needs --output, the file to look at.', 'node-html')
  }
  const html = editorHtml(await loadNodeTypes(entry, terminal.cwd))
  if (output === undefined) terminal.stdout.write(html)
  else if (!check) await writeTo(resolve(terminal.cwd, output), html, output)
  else if (html !== (await readFile(resolve(terminal.cwd, output), 'utf8').catch(() => ''))) {
    terminal.stderr.write(
      `millrace: ${output} is not as the node types say. Without --check it is written.\n`,
    )
    return 1
  }
  return 0
}

async function writeTo(file: string, text: string, name: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    throw new MillraceError('FILE_NOT_FOUND', `${name} cannot be written: ${(cause as Error).message}`, {
      cause,
    })
  }
}
