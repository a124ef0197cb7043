import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describePackage } from '../new-node/new-package.js'
import { problemOfPackageName } from '../new-node/package-name.js'
import { writePackage } from '../new-node/write-package.js'
import { createPalette } from '../palette/palette.js'
import type { Call } from './commands.js'
import { UsageError } from './usage-error.js'
import { version } from './version.js'

/** `millrace new-node`: writes a package with a node, its test, an example and what Node-RED needs. */
export async function writeNewNode({ values, operands, terminal }: Call): Promise<number> {
  const [name] = operands
  if (name === undefined) throw new UsageError('Give the new package a name.', 'new-node')
  const problem = problemOfPackageName(name)
  if (problem !== undefined) throw new UsageError(`"${name}" cannot be its name. ${problem}`, 'new-node')
  const about = describePackage(name, values.javascript ? 'javascript' : 'typescript', version)
  if ((await createPalette({ cwd: terminal.cwd })).has(about.type)) {
    throw new UsageError(`"${name}" cannot be its name. Millrace has a node type of that name.`, 'new-node')
  }
  if (existsSync(join(terminal.cwd, about.folder))) {
    const message = `There is a ${about.folder} already, and it is left as it is.`
    throw new UsageError(`${message} Choose another name, or go elsewhere.`, 'new-node')
  }
  const files = await writePackage(about, terminal.cwd)
  const listed = files.sort().map((file) => `  ${about.folder}/${file}`)
  terminal.stdout.write(`${listed.join('\n')}\n\nNext: cd ${about.folder} && npm install && npm test\n`)
  return 0
}
