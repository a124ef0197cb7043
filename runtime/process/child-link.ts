import { type ChildProcess, spawn } from 'node:child_process'
import type { LogEntry } from '../log.js'
import { fromPlainError } from './plain-error.js'
import type { PlainError, Request, ToChild, ToParent } from './protocol.js'

export interface ChildSpec {
  readonly main: string
  readonly flags: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

export interface Pong {
  readonly rss: number
  readonly longestCallMs: number
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** One process of a flow, with what is asked of it and what it tells. */
export class ChildLink {
  readonly exited: Promise<string>
  private readonly child: ChildProcess
  private readonly waiting = new Map<number, Waiting>()
  private lastId = 0
  /** How many requests are in work that may take their time: starting, deploying, stopping. */
  private changes = 0
  /** How the process ended, in words; undefined while it runs. */
  private end: string | undefined
  lastPong: Pong = { rss: 0, longestCallMs: 0 }
  /** The last number that the process has answered. */
  answered = 0

  constructor(
    { main, flags, cwd, env }: ChildSpec,
    private readonly log: (entry: LogEntry) => void,
  ) {
    this.child = spawn(process.execPath, [...flags, main], {
      cwd,
      env: { ...env },
      // What packages print goes to standard error: standard output is for the command's own lines.
      stdio: ['ignore', process.stderr.fd, 'inherit', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    })
    this.child.on('message', (message) => this.receive(message as ToParent))
    this.exited = new Promise((resolve) => {
      this.child.on('error', (error) => resolve(this.finish(error.message)))
      this.child.on('exit', (code, signal) => resolve(this.finish(describeEnd(code, signal))))
    })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  get hasEnded(): boolean {
    return this.end !== undefined
  }

  get isChanging(): boolean {
    return this.changes > 0
  }

  /** @throws what the process answers with, or an error where it ends before */
  ask(request: Request): Promise<unknown> {
    if (request.do === 'inject') return this.tell(request)
    this.changes++
    return this.tell(request).finally(() => this.changes--)
  }

  private tell(request: Request): Promise<unknown> {
    if (this.end !== undefined) return Promise.reject(gone(this.end))
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.child.send({ id, request } satisfies ToChild, (error) => {
        if (error === null) return
        this.waiting.delete(id)
        reject(error)
      })
    })
  }

  ping(number: number): void {
    if (this.end === undefined && this.child.connected)
      this.child.send({ ping: number } satisfies ToChild, () => {})
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }

  private receive(message: ToParent): void {
    if (typeof message !== 'object' || message === null) return
    if ('logs' in message) for (const entry of message.logs) this.log(entry)
    else if ('pong' in message) {
      this.answered = Number(message.pong)
      this.lastPong = { rss: Number(message.rss), longestCallMs: Number(message.longestCallMs) }
    } else if ('id' in message) this.settle(message)
  }

  private settle(message: { id: number } & ({ result: unknown } | { error: PlainError })): void {
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if ('error' in message) waiting?.reject(fromPlainError(message.error))
    else waiting?.resolve(message.result)
  }

  private finish(how: string): string {
    this.end ??= how
    for (const { reject } of this.waiting.values()) reject(gone(this.end))
    this.waiting.clear()
    return this.end
  }
}

function gone(how: string): Error {
  return new Error(`The flow's process ended: ${how}.`)
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT' || code === 134) return 'it ran out of memory'
  return signal === null ? `exit code ${code}` : `signal ${signal}`
}
