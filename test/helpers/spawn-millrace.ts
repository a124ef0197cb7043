import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Started {
  child: ChildProcess
  /** Settles with the address once it listens; rejects where it ends before. */
  url: Promise<string>
  ended: Promise<Ended>
  /** Settles once standard output or error hold the text. */
  wrote(text: string): Promise<void>
}

export interface SpawnOptions {
  cwd?: string
  env?: Record<string, string>
  stdin?: string
  /** The installed command, in place of the one that was built here. */
  command?: string
}

/** Starts the built command as users do, in a process of its own, with none of the variables it reads. */
export function spawnMillrace(args: string[], options: SpawnOptions = {}): Started {
  const { cwd = process.cwd(), env = {}, stdin, command = resolve('dist/millrace.js') } = options
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  })
  child.stdin.end(stdin)
  const written = { stdout: '', stderr: '' }
  const watchers = new Set<() => void>()
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text
      for (const look of watchers) look()
    })
  }
  const ended = new Promise<Ended>((settle) =>
    child.on('close', (code, signal) => settle({ code, signal, ...written })),
  )
  const find = <Found>(look: () => Found | undefined) =>
    new Promise<Found>((settle, reject) => {
      const lookAgain = () => {
        const found = look()
        if (found === undefined) return
        watchers.delete(lookAgain)
        settle(found)
      }
      watchers.add(lookAgain)
      void ended.then(({ code, stdout, stderr }) =>
        reject(new Error(`ended with ${code}:\n${stdout}\n${stderr}`)),
      )
      lookAgain()
    })
  const url = find(() => /^Listening on (http\S+)$/m.exec(written.stdout)?.[1])
  url.catch(() => {})
  return {
    child,
    url,
    ended,
    wrote: (text) =>
      find(() => (`${written.stdout}${written.stderr}`.includes(text) ? (true as const) : undefined)).then(
        () => {},
      ),
  }
}
