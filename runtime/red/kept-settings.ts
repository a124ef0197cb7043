import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { writeFileSafely } from '../context/write-file-safely.js'

/** The file in the user directory that Node-RED keeps such values in. */
const fileName = '.config.runtime.json'

/** Values that packages keep over restarts, by `RED.settings.set`. Read when first asked for. */
export class KeptSettings {
  private values: Record<string, unknown> | undefined
  private lastWrite: Promise<void> = Promise.resolve()

  constructor(private readonly userDir: () => string) {}

  get(name: string): unknown {
    const values = this.load()
    return Object.hasOwn(values, name) ? values[name] : undefined
  }

  /** Settles when the value is on disk. `undefined` deletes it. */
  set(name: string, value: unknown): Promise<void> {
    const values = this.load()
    if (isDeepStrictEqual(values[name], value)) return Promise.resolve()
    if (value === undefined) delete values[name]
    else values[name] = value
    const text = JSON.stringify(values, null, 4)
    this.lastWrite = this.lastWrite.catch(() => {}).then(() => writeFileSafely(this.file, text))
    return this.lastWrite
  }

  private get file(): string {
    return join(this.userDir(), fileName)
  }

  private load(): Record<string, unknown> {
    this.values ??= readObject(this.file)
    return this.values
  }
}

/** What cannot be read is taken as empty, as a file that is not there. */
function readObject(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
