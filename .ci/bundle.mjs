import { renameSync, writeFileSync } from 'node:fs'
import { parse } from 'acorn'
import { build } from 'esbuild'
import { libraries, programs } from './doors.mjs'
import { readyChecksPlugin } from './ready-checks.mjs'

const common = { bundle: true, format: 'cjs', platform: 'node', target: 'node20.19', logLevel: 'warning' }

/** Everything in one file, in which a module is evaluated when something asks for it. */
export async function bundleProgram() {
  const doors = Object.entries({ ...programs, ...libraries })
  const { outputFiles } = await build({
    ...common,
    stdin: {
      contents: doors.map(([name, file]) => `exports['${name}'] = () => require('./${file}')`).join('\n'),
      resolveDir: '.',
    },
    write: false,
    outfile: 'dist/core.cjs',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: {
      js: `const importMetaUrl = require('node:url').pathToFileURL(__filename).href
const importModule = require('./import-module.cjs')`,
    },
    plugins: [readyChecksPlugin, { name: 'keep-packages-outside', setup: keepPackagesOutside }],
  })
  writeFileSync('dist/import-module.cjs', 'module.exports = (specifier) => import(specifier)\n')
  writeFileSync('dist/core.new.cjs', handImportsOn(outputFiles[0].text))
  renameSync('dist/core.new.cjs', 'dist/core.cjs')
}

/** V8 forgets how a script imports when it takes the script's code from a cache: a module of its own does it. */
function handImportsOn(text) {
  let handedOn = ''
  let copied = 0
  for (const { start, source } of importsIn(parse(text, { ecmaVersion: 'latest' }))) {
    handedOn += `${text.slice(copied, start)}importModule(`
    copied = source.start
  }
  return handedOn + text.slice(copied)
}

/** In the order of the text. */
function importsIn(node) {
  if (typeof node !== 'object' || node === null) return []
  const own = node.type === 'ImportExpression' ? [node] : []
  return [...own, ...Object.values(node).flatMap(importsIn)]
}

/** Packages stay outside, but for the few lines of ajv that compiled checks use: ajv itself is for what is wrong. */
function keepPackagesOutside({ onResolve, resolve }) {
  onResolve({ filter: /^[^./]/ }, ({ path, pluginData, resolveDir, kind }) => {
    if (pluginData === 'known') return undefined
    if (path === 'moment-timezone') return { path: './moment-timezone.cjs', external: true }
    if (path.startsWith('ajv/dist/runtime/')) return resolve(path, { kind, resolveDir, pluginData: 'known' })
    return { path, external: true }
  })
}

/** The date library of `$moment`: installed it takes 8 MB, of which 1 MB is used, by few flows. */
export async function bundleMoment() {
  await build({
    ...common,
    stdin: { contents: "module.exports = require('moment-timezone')", resolveDir: '.' },
    outfile: 'dist/moment-timezone.cjs',
    alias: { moment: 'moment/min/moment-with-locales.js' },
  })
}
