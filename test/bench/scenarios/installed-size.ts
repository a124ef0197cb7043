import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../contenders/folders.js'
import { nodeRedFolder } from '../contenders/node-red.js'
import { Measure, type Scenario } from '../measure/scenario.js'

interface Manifest {
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

export const installedSize: Scenario = {
  name: 'installed-size',
  title: 'Installed size',
  async run() {
    const size = new Measure('MB', 'less', 1)
    const packages = new Measure('packages', 'less')
    const nodeRed = join(nodeRedFolder(), 'node_modules/node-red')
    const installed = {
      Millrace: [projectFolder, ...dependenciesOf(projectFolder)],
      'Node-RED': [nodeRed, ...dependenciesOf(nodeRed)],
    }
    for (const [name, folders] of Object.entries(installed)) {
      packages.add(name, folders.length)
      const bytes = folders.map((folder) =>
        folder === projectFolder ? sizeOfPublished() : sizeOf(folder, true),
      )
      size.add(name, bytes.reduce((sum, one) => sum + one, 0) / 1_000_000)
    }
    const text = "of Node-RED's"
    return {
      description:
        'The package and everything that `npm install` brings along with it, by the files as they lie there.',
      measures: [size, packages],
      goals: [
        { text: `size, ${text}`, reached: size.ratio('Millrace', 'Node-RED'), limit: 0.2, sense: 'at most' },
        {
          text: `packages, ${text}`,
          reached: packages.ratio('Millrace', 'Node-RED'),
          limit: 0.2,
          sense: 'at most',
        },
      ],
    }
  },
}

/** The folders of all packages that a package needs at run time, each once. */
function dependenciesOf(folder: string, found = new Set<string>()): Set<string> {
  const { dependencies, optionalDependencies } = readManifest(folder)
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const at = findPackage(name, folder)
    if (at === undefined || found.has(at)) continue
    found.add(at)
    dependenciesOf(at, found)
  }
  return found
}

/** As Node.js looks for it; undefined for an optional one that is not installed. */
function findPackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = join(folder, '..')) {
    const at = join(folder, 'node_modules', name)
    if (existsSync(join(at, 'package.json'))) return at
    if (folder === join(folder, '..')) return undefined
  }
}

function sizeOfPublished(): number {
  const { files } = readManifest(projectFolder) as { files: string[] }
  return ['package.json', ...files].reduce((sum, file) => sum + sizeOf(join(projectFolder, file), false), 0)
}

/** Bytes in the files of a folder; packages in a package are counted by themselves. */
function sizeOf(path: string, isPackage: boolean): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path)
    .filter((name) => !(isPackage && name === 'node_modules'))
    .reduce((sum, name) => sum + sizeOf(join(path, name), false), 0)
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
