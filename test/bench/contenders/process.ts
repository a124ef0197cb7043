import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { availableParallelism } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { commandExists } from './command-exists.js'
import type { RunningContender, StartOptions } from './contender.js'

const startTimeoutMs = 60_000
const answerTimeoutMs = 5000
const askTimeoutMs = 300_000

/** The core of what is measured, and that of everything else. */
export const cores = { server: 0, load: 1 }

export const canPin = availableParallelism() > 1 && commandExists('taskset')

export interface ProcessOptions extends Pick<StartOptions, 'hasDrives' | 'isTimed' | 'path'> {
  port: number
  env?: Record<string, string>
  onStopped?: () => Promise<void>
}

/** Starts a process of Node.js on the core of what is measured; unless it is timed, waits until it serves. */
export async function startProcess(
  binary: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<RunningContender> {
  const { port, env = {}, hasDrives, isTimed, path = '/jwt/generate', onStopped } = options
  const startedAt = performance.now()
  const child = spawnPinned(cores.server, binary, args, env, hasDrives === true)
  const errors: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  child.stdout?.on('data', () => {})
  const running: RunningContender = {
    pid: child.pid as number,
    port,
    startedAt,
    ask: (order) => askChild(child, order),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
      await onStopped?.()
    },
  }
  if (isTimed) return running
  try {
    await waitUntilServed(port, path, child)
  } catch (error) {
    await running.stop()
    throw new Error(`${args.join(' ')}: ${(error as Error).message}\n${errors.join('').slice(-2000)}`)
  }
  return running
}

export function spawnPinned(
  core: number,
  binary: string,
  args: readonly string[],
  env: Record<string, string> = {},
  hasChannel = false,
): ChildProcess {
  const command = canPin ? ['taskset', '-c', String(core), binary, ...args] : [binary, ...args]
  return spawn(command[0] as string, command.slice(1), {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? (['ipc'] as const) : [])],
  })
}

/** Asks again and again for a page until it is answered with 200; gives when that was. */
export async function waitUntilServed(port: number, path: string, child?: ChildProcess): Promise<number> {
  const ends = performance.now() + startTimeoutMs
  while (performance.now() < ends) {
    if (child && (child.exitCode !== null || child.signalCode !== null)) throw new Error('It has ended.')
    if (await isServed(port, path)) return performance.now()
    await wait(1)
  }
  throw new Error('It does not serve.')
}

function isServed(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`),
    )
    let text = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      if (text.length < 12) return
      resolve(text.startsWith('HTTP/1.1 200'))
      socket.destroy()
    })
    // A flow whose message got lost would never answer.
    socket.setTimeout(answerTimeoutMs, () => socket.destroy())
    socket.on('error', () => resolve(false)).on('close', () => resolve(false))
  })
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export function askChild<Answer>(child: ChildProcess, order: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(new Error('No answer in time.')), askTimeoutMs)
    const settle = (answer: Error | (Answer & { error?: string })) => {
      clearTimeout(timer)
      child.off('message', settle)
      child.off('exit', onExit)
      if (answer instanceof Error) reject(answer)
      else if (answer.error !== undefined) reject(new Error(answer.error))
      else resolve(answer)
    }
    const onExit = () => settle(new Error('The process has ended.'))
    child.on('message', settle)
    child.on('exit', onExit)
    child.send(order)
  })
}
