import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

/** What can be had of the program from outside, by the name of its file in dist/. */
export const libraries = {
  index: 'runtime/index.ts',
  'test-node': 'runtime/test-node/index.ts',
  'test-helper': 'runtime/test-helper/index.ts',
  'node-red': 'runtime/node-red/index.ts',
}
export const programs = { main: 'runtime/cli/main.ts', 'flow-process': 'runtime/process/flow-process.ts' }

export const command = 'dist/millrace.js'

/** What was compiled of an earlier build must not be taken for this one: V8 compares no more than the length. */
export function writeLoader() {
  const hash = createHash('sha256').update(readFileSync('dist/core.cjs')).digest('hex').slice(0, 16)
  const loader = readFileSync('.ci/load-core.cjs', 'utf8').replace('CODE_CACHE', `'core-${hash}.cache'`)
  writeFileSync('dist/load-core.cjs', loader)
  for (const name of readdirSync('dist').filter((file) => file.endsWith('.cache'))) rmSync(`dist/${name}`)
}

/** The files by which others get in. */
export function writeDoors() {
  const load = createRequire(resolve('dist/doors'))('./load-core.cjs')
  const importing = "import { createRequire } from 'node:module'\n"
  const loading = "createRequire(import.meta.url)('./load-core.cjs')"
  for (const name of Object.keys(libraries)) {
    const door = load(name)
    const names = Object.keys(door).filter((key) => key !== 'default')
    const lines = [
      `${importing}\nconst door = ${loading}('${name}')\n`,
      `export const { ${names.join(', ')} } = door`,
      ...('default' in door ? ['export default door.default'] : []),
    ]
    writeFileSync(`dist/${name}.js`, `${lines.join('\n')}\n`)
  }
  // What suites and Node-RED require; the helper itself is what its module exports.
  writeFileSync('dist/node-red.cjs', "module.exports = require('./load-core.cjs')('node-red')\n")
  writeFileSync(
    'dist/test-helper.cjs',
    "module.exports = require('./load-core.cjs')('test-helper').default\n",
  )
  writeFileSync('dist/flow-process.js', `${importing}\n${loading}('flow-process')\n`)
  const lines = [
    "#!/usr/bin/env node\nimport nodeModule, { createRequire } from 'node:module'\n",
    // Asked before anything else is loaded, so that all of it is kept.
    'nodeModule.enableCompileCache?.()',
    `await ${loading}('main').main(process.argv.slice(2))`,
  ]
  writeFileSync(command, `${lines.join('\n')}\n`)
  chmodSync(command, 0o755)
}
