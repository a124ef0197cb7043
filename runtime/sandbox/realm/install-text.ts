import type { Realm } from './realm.js'

/** Text and data helpers of the platform: encoders, base64, `structuredClone`, `queueMicrotask`. */
export function installText(realm: Realm): void {
  class TextEncoder {
    get encoding(): string {
      return 'utf-8'
    }
    encode(text: unknown = ''): Uint8Array {
      return new Uint8Array(realm.copyBuffer(realm.ask(0, 'encode', String(text), 'utf8') as Uint8Array))
    }
    encodeInto(text: unknown, target: Uint8Array): { read: number; written: number } {
      const source = String(text)
      let read = 0
      let written = 0
      for (const character of source) {
        const bytes = this.encode(character)
        if (written + bytes.length > target.length) break
        target.set(bytes, written)
        written += bytes.length
        read += character.length
      }
      return { read, written }
    }
  }

  class TextDecoder {
    readonly encoding: string
    readonly fatal: boolean
    readonly ignoreBOM: boolean
    constructor(encoding: unknown = 'utf-8', options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
      this.encoding = String(realm.ask(0, 'decoderName', String(encoding)))
      this.fatal = Boolean(options.fatal)
      this.ignoreBOM = Boolean(options.ignoreBOM)
    }
    decode(bytes?: unknown): unknown {
      if (bytes === undefined) return ''
      const view =
        bytes instanceof ArrayBuffer
          ? new Uint8Array(bytes)
          : ArrayBuffer.isView(bytes)
            ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
            : undefined
      if (view === undefined) throw new TypeError('The bytes must be an ArrayBuffer or a view of one.')
      return realm.ask(0, 'decode', view, this.encoding, this.fatal, this.ignoreBOM)
    }
  }

  const globals = {
    TextEncoder,
    TextDecoder,
    atob: (text: unknown) => realm.ask(0, 'atob', String(text)),
    btoa: (text: unknown) => realm.ask(0, 'btoa', String(text)),
    structuredClone: (value: unknown) =>
      typeof value === 'object' && value !== null ? realm.cloneMessage([value] as object)[0 as never] : value,
    queueMicrotask(callback: unknown): void {
      if (typeof callback !== 'function') throw new TypeError('The callback must be a function.')
      void Promise.resolve().then(() => void (callback as () => unknown)())
    },
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
}
