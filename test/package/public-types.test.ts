import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const doors = ['runtime/index.d.ts', 'runtime/test-node/index.d.ts', 'runtime/node-red/index.d.ts']
/** Reached by way of the public types, but of no use by themselves. */
const inside =
  /^runtime\/(?:start|deliver|build|palette|process|prepare|load\/(?:compile|credentials|settings))/

let folder: string
/** The text of each file of declarations that users see, by path. */
const files = new Map<string, string>()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-types-'))
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const options = ['-p', '.ci/tsconfig.types.json', '--outDir', folder, '--removeComments']
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), ...options], { stdio: 'inherit' })
  for (const door of doors) follow(join(folder, door))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function follow(file: string): void {
  const path = relative(folder, file)
  if (files.has(path) || inside.test(path)) return
  const text = readFileSync(file, 'utf8')
  // What an error code says is no type.
  files.set(path, text.replace(/^(\s+readonly [A-Z_]+:) .*;$/gm, '$1 string;'))
  for (const [, target = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.js['"]/g)) {
    follow(join(dirname(file), `${target}.d.ts`))
  }
}

test('no user of the library meets any', () => {
  for (const [path, text] of files) expect(text, path).not.toMatch(/\bany\b/)
})

test('the public types are as they were; if they are meant to change: vitest -u, and a line in CHANGELOG.md', async () => {
  const paths = [...files.keys()].sort()
  const all = paths.map((path) => `// ${path}\n${files.get(path)}`).join('\n')
  await expect(all).toMatchFileSnapshot('public-types.snap.txt')
})
