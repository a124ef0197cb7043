import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Recorded } from '../compare/record.js'
import type { NodeRedNote } from '../compare/record-for-node-red.js'
import type { PackagePeer } from './bench.js'

const startTimeoutMs = 60_000

/** Makes a user directory that has these installed packages, and nothing else. */
export async function makeUserDir(modules: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-user-'))
  await symlink(modules, join(folder, 'node_modules'))
  return folder
}

/**
 * Runs a flow as users do: by the built command, in a process of its own, with the packages in its user directory.
 *
 * @param modules the `node_modules` with the packages
 * @param recorder the module of the `record` node
 */
export async function runByCommand(
  flow: readonly object[],
  { modules, recorder }: { modules: string; recorder: string },
): Promise<PackagePeer> {
  const userDir = await makeUserDir(modules)
  const file = join(userDir, 'flows.json')
  await writeFile(file, JSON.stringify(flow))
  const options = ['--user-dir', userDir, '--nodes', recorder, '--port', '0', '--log-format', 'json']
  const child = fork(resolve('dist/millrace.js'), ['run', file, ...options], {
    // Some packages write into the working directory.
    cwd: userDir,
    silent: true,
    execArgv: [],
  })
  const recorded: Recorded[] = []
  const log: string[] = []
  child.on('message', (note: NodeRedNote) => {
    if (note !== 'started') recorded.push({ at: note.at, message: note.message })
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text))
  const closed = once(child, 'close')
  const stop = async () => {
    child.kill()
    const [code] = await closed
    await rm(userDir, { recursive: true, force: true })
    if (code !== 0) throw new Error(`The command ended with ${code}:\n${log.join('')}`)
  }
  try {
    const url = await findUrl(child, () => log.join(''))
    return {
      recorded,
      url,
      get errors() {
        return errorsIn(log.join(''))
      },
      send: (to, message) => void child.send({ to, message }),
      stop,
    }
  } catch (error) {
    child.kill('SIGKILL')
    await rm(userDir, { recursive: true, force: true })
    throw error
  }
}

/** Settles with the address once the command listens. */
function findUrl(child: ReturnType<typeof fork>, log: () => string): Promise<string> {
  let written = ''
  return new Promise((settle, reject) => {
    const timer = setTimeout(() => reject(new Error(`does not listen:\n${log()}`)), startTimeoutMs)
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      written += text
      const url = /^Listening on (http\S+)$/m.exec(written)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      settle(url)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code}:\n${written}${log()}`))
    })
  })
}

interface Line {
  level?: string
  message?: string
}

/** The errors in a log of JSON lines; what packages write beside it is none. */
function errorsIn(log: string): string[] {
  return log
    .split('\n')
    .flatMap((line): Line[] => {
      try {
        return [JSON.parse(line)]
      } catch {
        return []
      }
    })
    .filter(({ level }) => level === 'error' || level === 'fatal')
    .map(({ message }) => String(message))
}
