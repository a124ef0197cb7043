import type { ContextLog } from './driver.js'
import { listScopes, scopeFile } from './file-layout.js'
import { MemoryStore } from './memory-store.js'
import { readScopeFile } from './read-scope-file.js'
import { formatScope } from './scope-text.js'
import { ScopeWriter } from './scope-writer.js'

export interface FileStoreOptions {
  /** The folder of the store: `<user directory>/context`. */
  folder: string
  /** How long a value that nobody waits for may stay unwritten, in ms; 0: it is written at once. */
  flushIntervalMs: number
  log: ContextLog
}

/**
 * Keeps values in memory and in files laid out as Node-RED's `localfilesystem` does. `setAsync` settles when the
 * value is on disk; what was set without waiting is written within the flush interval, and when the store closes.
 */
export class FileStore extends MemoryStore {
  readonly #writers = new Map<string, ScopeWriter>()
  readonly #unwritten = new Set<string>()
  readonly #saidCycles = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(readonly options: FileStoreOptions) {
    super()
  }

  override async open(): Promise<void> {
    const { folder, log } = this.options
    for (const scope of await listScopes(folder)) {
      const data = await readScopeFile(scopeFile(folder, scope), log)
      if (data !== undefined) this.scopes.set(scope, data)
    }
  }

  override set(scope: string, key: string, value: unknown): void {
    super.set(scope, key, value)
    this.#unwritten.add(scope)
    if (this.options.flushIntervalMs === 0) void this.#flushQuietly()
    else this.#timer ??= setTimeout(() => void this.#flushQuietly(), this.options.flushIntervalMs).unref()
  }

  override async setAsync(scope: string, key: string, value: unknown): Promise<void> {
    super.set(scope, key, value)
    await this.#write(scope)
  }

  override async delete(scope: string): Promise<void> {
    if (!this.scopes.delete(scope) && !this.#writers.has(scope)) return
    await this.#write(scope)
    if (!this.scopes.has(scope)) this.#writers.delete(scope)
  }

  override async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const results = await Promise.allSettled([...this.#unwritten].map((scope) => this.#write(scope)))
    await Promise.all([...this.#writers.values()].map((writer) => writer.settle()))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  override async close(): Promise<void> {
    await this.flush()
  }

  async #write(scope: string): Promise<void> {
    this.#unwritten.delete(scope)
    let writer = this.#writers.get(scope)
    if (writer === undefined) {
      writer = new ScopeWriter(scopeFile(this.options.folder, scope), () => this.#makeText(scope))
      this.#writers.set(scope, writer)
    }
    try {
      await writer.write()
    } catch (error) {
      if (this.scopes.has(scope)) this.#unwritten.add(scope)
      throw error
    }
  }

  #makeText(scope: string): string | undefined {
    const data = this.scopes.get(scope)
    if (data === undefined) return undefined
    const { text, hadCycles } = formatScope(data)
    if (hadCycles && !this.#saidCycles.has(scope)) {
      this.#saidCycles.add(scope)
      const file = scopeFile(this.options.folder, scope)
      this.options.log(
        'warn',
        `Context has values that refer to themselves; those references are left out of ${file}.`,
      )
    }
    return text
  }

  /** Nobody waits for these values: a failure is said, and they are tried again with the next ones. */
  async #flushQuietly(): Promise<void> {
    try {
      await this.flush()
    } catch (error) {
      const { folder, log } = this.options
      log(
        'error',
        `Context cannot be written to ${folder}: ${(error as Error).message}. It will be tried again.`,
      )
      this.#timer ??= setTimeout(
        () => void this.#flushQuietly(),
        Math.max(1000, this.options.flushIntervalMs),
      ).unref()
    }
  }
}
