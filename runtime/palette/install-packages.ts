import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MillraceError } from '../errors.js'

/**
 * Installs packages into a user directory, as Node-RED's editor would: through npm, saved in its package.json, which
 * is made where there is none.
 *
 * @param specs package names, each maybe with a version: `foo@1.2.3`
 * @throws MillraceError INSTALL_FAILED with what npm said
 */
export async function installPackages(folder: string, specs: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) {
    const description = 'Node packages for flows'
    const fields = { name: 'node-red-project', description, version: '0.0.1', private: true }
    await writeFile(manifest, `${JSON.stringify(fields, null, 4)}\n`)
  }
  const { code, output } = await runNpm(folder, specs)
  if (code === 0) return
  const reason = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, ''))
    .slice(0, 4)
    .join(' ')
  throw new MillraceError(
    'INSTALL_FAILED',
    `npm could not install ${specs.join(' ')} into ${folder}: ${reason || `it ended with exit code ${code}.`}`,
  )
}

/** The folder is named as npm's prefix: in a folder above it npm might else find a package.json that it prefers. */
function runNpm(folder: string, specs: readonly string[]): Promise<{ code: number | null; output: string }> {
  const isWindows = process.platform === 'win32'
  const flags = ['--save', '--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier']
  const parameters = ['install', '--prefix', folder, ...flags, '--', ...specs]
  return new Promise((resolve, reject) => {
    // On Windows npm is a batch file, which only a shell starts.
    const npm = spawn(isWindows ? 'npm.cmd' : 'npm', isWindows ? parameters.map(quote) : parameters, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows,
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000)
    }
    npm.stdout.on('data', keep)
    npm.stderr.on('data', keep)
    npm.once('error', (cause) =>
      reject(
        new MillraceError(
          'INSTALL_FAILED',
          `npm cannot be started: ${cause.message}. Install Node.js with npm.`,
          {
            cause,
          },
        ),
      ),
    )
    npm.once('close', (code) => resolve({ code, output }))
  })
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '')}"`
}
