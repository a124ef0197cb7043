import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'

/**
 * Builds `dist/` once before the tests, since the command line is tested as users run it: built. Where the build
 * fails, the tests of what is built fail, and the others run.
 */
export default function buildOnce(): void {
  try {
    execFileSync(process.execPath, ['.ci/build.mjs', '--no-types', '--if-stale'], { stdio: 'inherit' })
  } catch (error) {
    rmSync('dist', { recursive: true, force: true })
    console.error(error instanceof Error ? error.message : error)
  }
}
