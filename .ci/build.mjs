// Builds dist/: the program as one file (packages stay outside), its doors for commands and importers, and the types.
// --no-types leaves the types out; --if-stale does nothing where dist/ is newer than what it is made of.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleMoment, bundleProgram } from './bundle.mjs'
import { command, writeDoors, writeLoader } from './doors.mjs'
import { keepCode } from './keep-code.mjs'

const types = 'dist/types/runtime/index.d.ts'
const sources = ['runtime', 'nodes', '.ci', 'package.json', 'tsconfig.json']

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const withTypes = !process.argv.includes('--no-types')
if (!process.argv.includes('--if-stale') || isStale(withTypes ? [command, types] : [command])) {
  if (withTypes) rmSync('dist', { recursive: true, force: true })
  mkdirSync('dist', { recursive: true })
  await bundleMoment()
  await bundleProgram()
  writeLoader()
  writeDoors()
  if (withTypes) writeTypes()
  await keepCode()
  touch(command)
}

function writeTypes() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', '.ci/tsconfig.types.json'], {
    stdio: 'inherit',
  })
  touch(types)
}

/** The compiler leaves a file as it is that would not change. */
function touch(file) {
  utimesSync(file, new Date(), new Date())
}

function isStale(made) {
  const oldest = Math.min(...made.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0))
  return sources.some((source) => newestIn(source) > oldest)
}

function newestIn(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}
