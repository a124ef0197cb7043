import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { benchFolder, projectFolder } from './contenders/folders.js'
import type { Manner } from './measure/scenario.js'
import { readNotes } from './report/notes.js'
import { type Finished, writePage } from './report/results-page.js'
import { describeScenario } from './report/scenario-section.js'
import { scenarios } from './scenarios/index.js'

const help = `npm run bench                       every scenario; writes test/bench/RESULTS.md (about 15 minutes)
npm run bench -- <scenario…>        some of them; shows what was measured
npm run bench -- --quick [scenario…]  few rounds, short ones: to see that all runs, not to quote

MILLRACE_BENCH_NODES     binaries of newer versions of Node.js to run Millrace on too, separated by "${delimiter}"
MILLRACE_BENCH_NODE_RED  a folder in whose node_modules Node-RED is installed already

Scenarios: ${scenarios.map(({ name }) => name).join(', ')}
`

const args = process.argv.slice(2)
const names = args.filter((argument) => !argument.startsWith('--'))
const isQuick = args.includes('--quick')
const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name))

if (args.includes('--help')) console.log(help)
else if (unknown.length > 0) {
  console.error(`No scenario is called ${unknown.join(', ')}.\n\n${help}`)
  process.exitCode = 2
} else await measure()

async function measure(): Promise<void> {
  const chosen = scenarios.filter(({ name }) => names.length === 0 || names.includes(name))
  prepare(chosen.some(({ name }) => name === 'installed-size'))
  const manner: Manner = {
    rounds: isQuick ? 2 : 5,
    patience: isQuick ? 0.3 : 1,
    newerNodes: findNewerNodes(),
  }
  const notes = readNotes()
  const finished: Finished[] = []
  for (const scenario of chosen) {
    const since = performance.now()
    const result = await scenario.run(manner)
    finished.push({ scenario, result })
    console.log(describeScenario(scenario, result))
    console.error(`${scenario.name}: ${Math.round((performance.now() - since) / 1000)} s\n`)
  }
  if (isQuick || names.length > 0) return
  const page = join(benchFolder, 'RESULTS.md')
  writeFileSync(page, writePage(finished, manner, notes))
  console.log(`Written: ${page}`)
}

/** Builds what is measured, and installs what it is measured beside. */
function prepare(withTypes: boolean): void {
  const options = { stdio: 'inherit' } as const
  const build = ['.ci/build.mjs', '--if-stale', ...(withTypes ? [] : ['--no-types'])]
  execFileSync(process.execPath, build, { ...options, cwd: projectFolder })
  if (existsSync(join(benchFolder, 'node_modules'))) return
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { ...options, cwd: benchFolder })
}

function findNewerNodes(): Manner['newerNodes'] {
  const binaries = (process.env.MILLRACE_BENCH_NODES ?? '').split(delimiter).filter((binary) => binary !== '')
  return binaries.map((binary) => {
    const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim()
    return { name: `Node ${version.replace(/^v(\d+).*/, '$1')} (${version})`, binary }
  })
}
