import { execFileSync } from 'node:child_process'

/** Builds `dist/` once before the tests, since the command line is tested as users run it: built. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['.ci/build.mjs', '--no-types'], { stdio: 'inherit' })
}
