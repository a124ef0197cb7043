// Builds dist/: the command and the library as bundles of their own code (packages stay outside), and the types.
// --no-types leaves the types out; --if-stale does nothing where dist/ is newer than what it is made of.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { readyChecksPlugin } from './ready-checks.mjs'

const command = 'dist/millrace.js'
const types = 'dist/types/runtime/index.d.ts'
const sources = ['runtime', 'nodes', '.ci', 'package.json', 'tsconfig.json']

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const withTypes = !process.argv.includes('--no-types')
if (!process.argv.includes('--if-stale') || isStale(withTypes ? [command, types] : [command])) {
  if (withTypes) rmSync('dist', { recursive: true, force: true })
  removeOldChunks(await bundle())
  if (withTypes) writeTypes()
}

/** Gives the files that it wrote. */
async function bundle() {
  const { metafile } = await build({
    entryPoints: {
      millrace: 'runtime/cli/main.ts',
      index: 'runtime/index.ts',
      'test-node': 'runtime/test-node/index.ts',
      'test-helper': 'runtime/test-helper/index.ts',
      'node-red': 'runtime/node-red/index.ts',
      'flow-process': 'runtime/process/flow-process.ts',
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    plugins: [readyChecksPlugin, { name: 'keep-packages-outside', setup: keepPackagesOutside }],
    metafile: true,
    logLevel: 'warning',
  })
  await bundleForRequire()
  chmodSync(command, 0o755)
  touch(command)
  return new Set(Object.keys(metafile.outputs))
}

/** What is required, and hands on ES modules: the adapter for Node-RED, and the helper of tests. */
async function bundleForRequire() {
  for (const name of ['node-red', 'test-helper']) {
    await build({
      entryPoints: { [name]: `runtime/${name}/require.cts` },
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20.19',
      plugins: [
        {
          name: 'load-module',
          setup: ({ onResolve }) =>
            onResolve({ filter: /^\.\/index\.js$/ }, () => ({ path: `./${name}.js`, external: true })),
        },
      ],
      logLevel: 'warning',
    })
  }
}

/** Chunks of an earlier build stay for a while: a process that runs loads some of its own only when it needs them. */
function removeOldChunks(made) {
  for (const name of readdirSync('dist/chunks')) {
    const file = `dist/chunks/${name}`
    if (!made.has(file) && Date.now() - statSync(file).mtimeMs > 600_000) rmSync(file, { force: true })
  }
}

/**
 * Packages stay outside, but for the date library of `$moment`: installed it takes 8 MB, of which 1 MB is used, and
 * only by flows whose expressions ask for it. It becomes a chunk of its own.
 */
function keepPackagesOutside({ onResolve, resolve }) {
  onResolve({ filter: /^[^./]/ }, ({ path, kind, pluginData, resolveDir }) => {
    if (kind === 'entry-point' || pluginData === 'known' || path === 'moment-timezone') return undefined
    // The few lines that compiled checks use; ajv itself is loaded when something is wrong.
    if (path.startsWith('ajv/dist/runtime/')) return resolve(path, { kind, resolveDir, pluginData: 'known' })
    if (path !== 'moment') return { path, external: true }
    return resolve('moment/min/moment-with-locales.js', { kind, resolveDir, pluginData: 'known' })
  })
}

function writeTypes() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', '.ci/tsconfig.types.json'], {
    stdio: 'inherit',
  })
  touch(types)
}

/** Both compilers leave a file as it is that would not change. */
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
