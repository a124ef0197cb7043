import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import type { FlowEntry } from '../helpers/record-flow.js'

/** A runtime with a flow in it, as a smoke flow sees it. */
export interface PackagePeer {
  /** What `record` nodes got, in order, with what JSON cannot say spelled out. */
  readonly recorded: ReadonlyArray<{ at: string; message: unknown }>
  /** What nodes and the runtime logged as errors. */
  readonly errors: readonly string[]
  /** Where it answers requests. */
  readonly url: string
  /** Puts a message before a node. */
  send(id: string, message: object): void
  stop(): Promise<void>
}

/** Starts a flow in one of the runtimes. */
export type StartFlow = (flow: readonly FlowEntry[]) => Promise<PackagePeer>

/** What a smoke flow works with: a folder, servers that end with it, and the runtime that is tried. */
export class Bench {
  private readonly endings: Array<() => unknown> = []
  private peer: PackagePeer | undefined

  private constructor(
    private readonly startFlow: StartFlow,
    /** To write files into. */
    readonly folder: string,
  ) {}

  /** Runs what tries a package, and ends whatever it started. Gives the errors that were logged meanwhile. */
  static async use(startFlow: StartFlow, work: (bench: Bench) => Promise<void>): Promise<readonly string[]> {
    const bench = new Bench(startFlow, await mkdtemp(join(tmpdir(), 'millrace-smoke-')))
    bench.endings.push(() => rm(bench.folder, { recursive: true, force: true }))
    try {
      await work(bench)
    } finally {
      for (const end of bench.endings.reverse()) await end()
    }
    return bench.peer?.errors ?? []
  }

  /** Starts the flow. Nodes without a tab get one, and a place on it unless they are config nodes. */
  async run(flow: readonly FlowEntry[]): Promise<void> {
    this.peer = await this.startFlow([{ id: 'tab', type: 'tab', label: 'Smoke' }, ...flow])
    this.endings.push(() => this.peer?.stop())
  }

  send(id: string, message: object = {}): void {
    this.peer?.send(id, message)
  }

  get url(): string {
    return this.peer?.url ?? ''
  }

  /** What a `record` node has got. */
  messages(at: string): unknown[] {
    return (this.peer?.recorded ?? []).filter((each) => each.at === at).map(({ message }) => message)
  }

  /** Waits until a `record` node has got messages that have, in order, at least these properties. */
  async gets(at: string, expected: readonly object[]): Promise<void> {
    await vi.waitFor(() => expect(this.messages(at)).toMatchObject(expected), {
      timeout: 10_000,
      interval: 20,
    })
  }

  /** Waits until one of the messages of a `record` node has at least these properties. */
  async getsOne(at: string, expected: object): Promise<void> {
    await vi.waitFor(() => expect(this.messages(at)).toContainEqual(expect.objectContaining(expected)), {
      timeout: 10_000,
      interval: 20,
    })
  }

  /** Has something end with the smoke flow: a server, a socket. */
  ends(end: () => unknown): void {
    this.endings.push(end)
  }

  /** For a server that the flow itself starts. */
  async freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    server.close()
    await once(server, 'close')
    return port
  }
}

/** A node of the smoke flow's tab. */
export const node = (id: string, type: string, config: object = {}, ...wires: string[][]): FlowEntry => ({
  id,
  type,
  z: 'tab',
  x: 100,
  y: 100,
  name: '',
  ...config,
  wires,
})

/** A config node. */
export const settings = (id: string, type: string, config: object = {}): FlowEntry => ({
  id,
  type,
  ...config,
})

/** A node that tells the test what it gets. */
export const record = (id: string): FlowEntry => ({ ...node(id, 'record'), name: id })
