// Builds dist/: the command and the library as bundles of their own code (packages stay outside), and the types.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const withTypes = !process.argv.includes('--no-types')
rmSync('dist/chunks', { recursive: true, force: true })
if (withTypes) rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: {
    millrace: 'runtime/cli/main.ts',
    index: 'runtime/index.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
})
chmodSync('dist/millrace.js', 0o755)

if (withTypes) {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', '.ci/tsconfig.types.json'], {
    stdio: 'inherit',
  })
}
