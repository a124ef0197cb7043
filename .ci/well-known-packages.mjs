// Writes runtime/palette/well-known-packages.ts anew: for each package in it, and each named on the command line, the
// node types that the forms of its latest version name. Asks the npm registry; nothing is installed or run.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tableFile = join(root, 'runtime/palette/well-known-packages.ts')
const builtIn = new Set(
  [...readFileSync(join(root, 'nodes/index.ts'), 'utf8').matchAll(/^ {2}(?:'(.+?)'|(\w+)): \{/gm)].map(
    ([, quoted, bare]) => quoted ?? bare,
  ),
)
const template = /<script\b[^>]*\bdata-template-name\s*=\s*(["'])(.*?)\1/gi

const known = [...readFileSync(tableFile, 'utf8').matchAll(/^ {2}'?([^'\s]+?)'?: \[/gm)].map(
  ([, name]) => name,
)
const names = [...new Set([...known, ...process.argv.slice(2)])].sort()
const entries = names.map((name) => [name, typesOf(name)]).filter(([, types]) => types.length > 0)
writeFileSync(tableFile, tableText(entries))
execFileSync('npx', ['biome', 'check', '--write', tableFile], { cwd: root, stdio: 'inherit' })

function typesOf(name) {
  const folder = mkdtempSync(join(tmpdir(), 'well-known-'))
  try {
    execFileSync('npm', ['pack', name, '--silent', '--pack-destination', folder], {
      cwd: folder,
      stdio: 'pipe',
    })
    execFileSync('sh', ['-c', 'tar xzf *.tgz'], { cwd: folder })
    const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'))
    const forms = Object.values(manifest['node-red']?.nodes ?? {}).map((file) =>
      join(folder, 'package', file.replace(/\.[cm]?js$/, '.html')),
    )
    const types = forms
      .filter((form) => existsSync(form))
      .flatMap((form) => [...readFileSync(form, 'utf8').matchAll(template)].map(([, , type]) => type))
    return [...new Set(types)].filter((type) => !builtIn.has(type)).sort()
  } catch (error) {
    console.error(`${name}: ${error.message.split('\n')[0]}`)
    return []
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tableText(entries) {
  const lines = entries
    .map(([name, types]) => `  ${JSON.stringify(name)}: ${JSON.stringify(types)},\n`)
    .join('')
  return `/**
 * The node types of well-known packages, so that a flow that lacks one can be told what to install. Written by
 * \`node .ci/well-known-packages.mjs [more packages]\` from the packages themselves.
 */
export const wellKnownPackages: Readonly<Record<string, readonly string[]>> = {
${lines}}
`
}
