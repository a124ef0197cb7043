import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** A published package that brings tests which use node-red-node-test-helper. */
export interface Suite {
  /** Name and version, as npm takes them. */
  package: string
  /** What of the package is run. */
  run: string[]
  /** How its tests name the helper, where they do not name the package. */
  imports?: string[]
  /** Packages that its tests need beside the helper. */
  needs?: string[]
  /** Its tests look for Node-RED's own modules below the package, where its author's npm put them. */
  asInRepository?: boolean
}

export interface Outcome {
  passed: number
  failed: number
  seconds: number
  /** The end of what was written. */
  output: string
}

const run = promisify(execFile)
const helperName = 'node-red-node-test-helper'

export const nameOf = ({ package: spec }: Suite) => spec.replace(/@[^@]*$/, '')

/** Installs the packages with Node-RED and what a project with such tests has, and this Millrace. */
export async function installSuites(folder: string, suites: readonly Suite[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const tools = [
    'mocha@11.7.5',
    'node-red@4.1.1',
    'sinon@11.1.2',
    'should@13.2.3',
    'should-sinon@0.0.6',
    'supertest@7.1.4',
  ]
  const packages = [
    ...new Set([
      ...tools,
      `${helperName}@0.3.6`,
      ...suites.flatMap((suite) => [suite.package, ...(suite.needs ?? [])]),
    ]),
  ]
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps', ...packages],
    { cwd: folder, maxBuffer: 1e8 },
  )
  await symlink(resolve('.'), join(folder, 'node_modules', 'millrace'))
  for (const suite of suites.filter(({ asInRepository }) => asInRepository)) await nestNodeRed(folder, suite)
}

/** Runs a suite on `helper`: the original, or what stands in for it. The package's files are a copy of their own. */
export async function runSuite(folder: string, suite: Suite, helper: string): Promise<Outcome> {
  const from = join(folder, 'node_modules', nameOf(suite))
  const copy = join(folder, 'node_modules', `${nameOf(suite)}-on-${helper.replace('/', '-')}`)
  await cp(from, copy, { recursive: true, verbatimSymlinks: true })
  if (helper !== helperName) await changeImports(copy, [helperName, ...(suite.imports ?? [])], helper)
  const begun = performance.now()
  const mocha = join(folder, 'node_modules/mocha/bin/mocha.js')
  const { stdout, stderr } = await run(
    process.execPath,
    [mocha, '--exit', '--reporter', 'spec', '--timeout', '10000', ...suite.run],
    { cwd: copy, maxBuffer: 1e8, timeout: 120_000 },
  ).catch((error: { stdout?: string; stderr?: string }) => error)
  const output = `${stdout ?? ''}${stderr ?? ''}`
  return {
    passed: countOf(output, 'passing'),
    failed: countOf(output, 'failing'),
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    output: output.slice(-4000),
  }
}

function countOf(output: string, word: string): number {
  return Number(new RegExp(`^\\s+(\\d+) ${word}\\b`, 'm').exec(output)?.[1] ?? 0)
}

/** Nothing else of a suite is changed. */
async function changeImports(folder: string, names: readonly string[], helper: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true })) {
    if (!/^(test|examples)\/.*\.js$/.test(entry)) continue
    const file = join(folder, entry)
    const text = await readFile(file, 'utf8')
    const changed = names.reduce(
      (changing, name) =>
        changing
          .replaceAll(`require('${name}')`, `require('${helper}')`)
          .replaceAll(`require("${name}")`, `require("${helper}")`),
      text,
    )
    if (changed !== text) await writeFile(file, changed)
  }
}

async function nestNodeRed(folder: string, suite: Suite): Promise<void> {
  const nested = join(folder, 'node_modules', nameOf(suite), 'node_modules/node-red')
  await cp(join(folder, 'node_modules/node-red'), nested, { recursive: true })
  await mkdir(join(nested, 'node_modules'), { recursive: true })
  await symlink(join(folder, 'node_modules/@node-red'), join(nested, 'node_modules/@node-red'))
}
