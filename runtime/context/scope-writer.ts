import { rm } from 'node:fs/promises'
import { writeFileSafely } from './write-file-safely.js'

/**
 * Writes one file again and again, one write at a time. Requests that come while one is written share the next
 * write: a hundred values set at once are two writes.
 */
export class ScopeWriter {
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(
    readonly path: string,
    /** Gives the text to write, at the moment when writing begins; undefined: the file shall be gone. */
    readonly makeText: () => string | undefined,
  ) {}

  /** Settles when what `makeText` gives from now on is on disk; rejects where it cannot be written. */
  write(): Promise<void> {
    if (this.#running === undefined) return this.#start()
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    )
    return this.#next
  }

  /** Settles when no write is under way. */
  async settle(): Promise<void> {
    while (this.#running !== undefined) await Promise.allSettled([this.#next ?? this.#running])
  }

  #startNext(): Promise<void> {
    this.#next = undefined
    return this.#start()
  }

  #start(): Promise<void> {
    const running = this.#writeNow().finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }

  async #writeNow(): Promise<void> {
    const text = this.makeText()
    if (text === undefined) await rm(this.path, { force: true })
    else await writeFileSafely(this.path, text)
  }
}
