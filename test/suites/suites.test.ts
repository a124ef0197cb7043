import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installSuites, nameOf, type Outcome, runSuite, type Suite } from './run-suite.js'

// Suites that packages publish with their nodes, on Millrace with one import changed, and on the helper they were
// written for. Results are written to results.md.
const suites: Suite[] = JSON.parse(await readFile(new URL('suites.json', import.meta.url), 'utf8'))
const results = new Map<string, { original: Outcome; ours: Outcome }>()
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-suites-'))
  await installSuites(folder, suites)
}, 480_000)

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  if (results.size === suites.length)
    await writeFile(new URL('results.md', import.meta.url), describeResults())
})

test.each(suites.map((suite) => ({ name: nameOf(suite), suite })))(
  '$name passes as much as on the original helper, with only the import changed',
  async ({ suite }) => {
    const original = await runSuite(folder, suite, 'node-red-node-test-helper')
    const ours = await runSuite(folder, suite, 'millrace/test-helper')
    results.set(suite.package, { original, ours })
    expect(ours.failed, ours.output).toBe(0)
    expect(ours.passed, ours.output).toBeGreaterThan(0)
    expect(ours.passed, ours.output).toBeGreaterThanOrEqual(original.passed)
  },
)

function describeResults(): string {
  const rows = [...results].map(
    ([name, { original, ours }]) =>
      `| ${name} | ${original.passed} passed, ${original.failed} failed | ${ours.passed} passed, ${ours.failed} failed |`,
  )
  return `# Suites of published packages

Written by \`npm run test:slow\`: each suite on node-red-node-test-helper with Node-RED, and on millrace/test-helper with
only the import changed.

| package | original | millrace/test-helper |
|---|---|---|
${rows.join('\n')}
`
}
