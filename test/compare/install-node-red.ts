import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/**
 * The main file of the Node-RED to compare with: of the folder that `MILLRACE_COMPARE_NODE_RED` names, else of this
 * one, where it is installed if need be.
 */
export function findNodeRed(): string {
  const given = process.env.MILLRACE_COMPARE_NODE_RED
  const main = join(given ?? folder, 'node_modules/node-red/red.js')
  if (existsSync(main)) return main
  if (given !== undefined) throw new Error(`MILLRACE_COMPARE_NODE_RED: there is no ${main}.`)
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' })
  return main
}
