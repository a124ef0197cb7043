import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { benchFolder, projectFolder } from '../contenders/folders.js'
import { nodeRedFolder } from '../contenders/node-red.js'
import { canPin } from '../contenders/process.js'
import type { Manner } from '../measure/scenario.js'

/** What was measured on, as Markdown. */
export function describeMachine({ rounds, newerNodes }: Manner): string {
  const [first] = cpus()
  const bench = join(benchFolder, 'node_modules')
  const peers = ['express4', 'express5', 'jsonwebtoken', 'xml2js'].map(
    (name) => `${name.replace(/\d$/, '')} ${versionOf(join(bench, name))}`,
  )
  const lines = [
    `- Machine: ${cpus().length} × ${first?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}`,
    `- Node.js ${process.version}${newerNodes.map(({ name }) => `, ${name}`).join('')}`,
    `- Millrace ${versionOf(projectFolder)}; Node-RED ${versionOf(join(nodeRedFolder(), 'node_modules/node-red'))}, ${peers.join(', ')}`,
    `- Medians of ${rounds} rounds (start: ${rounds * 2}), all contenders in turn in each round; ` +
      (canPin ? 'what is measured on one core, the load on another' : 'not pinned to cores'),
  ]
  return lines.join('\n')
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version
}
