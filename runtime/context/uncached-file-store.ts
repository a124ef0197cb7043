import { rm } from 'node:fs/promises'
import { MillraceError } from '../errors.js'
import { type ContextLog, isActive, type StoreDriver } from './driver.js'
import { listScopes, scopeFile } from './file-layout.js'
import { readScopeFile } from './read-scope-file.js'
import { createScopeData, ScopeAccess } from './scope-data.js'
import { formatScope } from './scope-text.js'
import { writeFileSafely } from './write-file-safely.js'

/**
 * The file store with `cache: false`: each value is read from its file, so that others may write there as well. It
 * cannot answer at once.
 */
export class UncachedFileStore implements StoreDriver {
  readonly isAsync = true
  readonly #access = new ScopeAccess()
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(
    readonly folder: string,
    readonly log: ContextLog,
  ) {}

  async open(): Promise<void> {}

  get(): never {
    throw cannotAnswerAtOnce()
  }

  keys(): never {
    throw cannotAnswerAtOnce()
  }

  set(scope: string, key: string, value: unknown): void {
    this.setAsync(scope, key, value).catch((error: Error) =>
      this.log('error', `Context value "${key}" cannot be written to ${this.folder}: ${error.message}.`),
    )
  }

  getAsync(scope: string, key: string): Promise<unknown> {
    return this.#inTurn(scope, async () => this.#access.get(await this.#readScope(scope), key))
  }

  setAsync(scope: string, key: string, value: unknown): Promise<void> {
    return this.#inTurn(scope, async () => {
      const data = (await this.#readScope(scope)) ?? createScopeData()
      this.#access.set(data, key, value)
      await writeFileSafely(scopeFile(this.folder, scope), formatScope(data).text)
    })
  }

  async keysAsync(scope: string): Promise<string[]> {
    return this.#inTurn(scope, async () => Object.keys((await this.#readScope(scope)) ?? {}))
  }

  delete(scope: string): Promise<void> {
    return this.#inTurn(scope, () => rm(scopeFile(this.folder, scope), { force: true }))
  }

  async clean(activeIds: readonly string[]): Promise<void> {
    const active = new Set(activeIds)
    for (const scope of await listScopes(this.folder)) if (!isActive(scope, active)) await this.delete(scope)
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.#turns.values())
  }

  close(): Promise<void> {
    return this.flush()
  }

  #readScope(scope: string) {
    return readScopeFile(scopeFile(this.folder, scope), this.log)
  }

  /** One access of a scope at a time: a change is reading, changing and writing. */
  #inTurn<Result>(scope: string, act: () => Promise<Result>): Promise<Result> {
    const turn = (this.#turns.get(scope) ?? Promise.resolve()).then(act, act)
    this.#turns.set(scope, turn)
    const end = () => {
      if (this.#turns.get(scope) === turn) this.#turns.delete(scope)
    }
    turn.then(end, end)
    return turn
  }
}

function cannotAnswerAtOnce(): MillraceError {
  return new MillraceError(
    'BAD_ARGUMENT',
    'This context store has no cache, so it cannot answer at once. Give a callback, or set cache: true in contextStorage.',
  )
}
