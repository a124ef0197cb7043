/** `RED.util.ensureString`: Buffers as UTF-8, objects as JSON, all else as `String` writes it. */
export function ensureString(value: unknown): string {
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return value.toString()
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  if (typeof value === 'symbol') throw new TypeError(`${String(value)} cannot be written as text`)
  return String(value)
}

/** `RED.util.ensureBuffer`: a Buffer as it is, all else as the UTF-8 bytes of its text. */
export function ensureBuffer(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(ensureString(value))
}

/** `RED.util.normaliseNodeTypeName`: `http in` is `httpIn`. */
export function normaliseNodeTypeName(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '')
  return words.map((word, index) => (index === 0 ? lowerFirst(word) : upperFirst(word))).join('')
}

const lowerFirst = (word: string) => word.charAt(0).toLowerCase() + word.slice(1)
const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
