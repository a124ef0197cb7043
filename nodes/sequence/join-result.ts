import { MillraceError } from '../../runtime/errors.js'
import { readSeparatorBytes } from './read-separator.js'

/** What the messages of a group are joined to. */
export type Build = 'string' | 'buffer' | 'array' | 'object' | 'merged'

/** The values of a group, as they come in. */
export interface Collected {
  /** How many there are: for `merged` the properties, for `object` the keys. */
  readonly size: number
  /** @returns the key that the value stands under, of which a later value replaces an earlier one */
  add(value: unknown, place: Place): unknown
  /** A new result of all values up to now. */
  build(): unknown
}

export interface Place {
  /** For `object`. */
  readonly key?: unknown
  /** Position counted from 0; where not given, values follow each other. */
  readonly index?: number | undefined
}

export interface JoinShape {
  readonly build: Build
  /** Between texts or Buffers; undefined: nothing. */
  readonly separator?: string | Buffer | undefined
  /** The values are arrays of this length, to become one array. */
  readonly arrayLength?: number | undefined
}

export function collect(shape: JoinShape): Collected {
  if (shape.build === 'object') return collectObject()
  return shape.build === 'merged' ? collectMerged() : collectList(shape)
}

/** Positions beyond this would make a list that no memory can hold. */
const longestList = 10_000_000

function collectList(shape: JoinShape): Collected {
  const values: unknown[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    add(value, { index = values.length }) {
      if (!(Number.isInteger(index) && index >= 0 && index < longestList)) {
        throw new MillraceError(
          'NODE_FAILED',
          `msg.parts.index is ${index}, which is no position in a sequence.`,
        )
      }
      const joined = shape.build === 'buffer' ? toBuffer(value) : value
      if (values[index] === undefined) size++
      values[index] = joined
      return index
    },
    build: () => buildList(values, shape),
  }
}

function toBuffer(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  if (typeof value === 'string' || Array.isArray(value)) return Buffer.from(value as string)
  const kind = value === null ? 'null' : `a ${typeof value}`
  throw new MillraceError(
    'NODE_FAILED',
    `The value to join is ${kind}: only Buffers, texts and lists of bytes can be joined to a Buffer.`,
  )
}

function buildList(values: readonly unknown[], { build, separator, arrayLength = 1 }: JoinShape): unknown {
  if (build === 'string') return values.join(separator === undefined ? '' : separator.toString())
  if (build === 'buffer') return joinBuffers([...values] as Array<Buffer | undefined>, separator)
  return arrayLength > 1 ? values.flat() : [...values]
}

function joinBuffers(values: readonly (Buffer | undefined)[], separator: string | Buffer = ''): Buffer {
  const between = Buffer.from(separator as string)
  const pieces = values.flatMap((value = Buffer.alloc(0), index) =>
    index === 0 || between.length === 0 ? [value] : [between, value],
  )
  return Buffer.concat(pieces)
}

function collectObject(): Collected {
  const values = new Map<string, unknown>()
  return {
    get size() {
      return values.size
    },
    add(value, { key }) {
      values.set(String(key), value)
      return String(key)
    },
    build: () => Object.fromEntries(values),
  }
}

function collectMerged(): Collected {
  const values = new Map<string, unknown>()
  return {
    get size() {
      return values.size
    },
    add(value) {
      if (typeof value !== 'object' || Array.isArray(value)) {
        const kind = Array.isArray(value) ? 'an array' : `a ${typeof value}`
        throw new MillraceError('NODE_FAILED', `The value to merge is ${kind}: only objects can be merged.`)
      }
      for (const [key, property] of Object.entries(value ?? {}))
        if (key !== '_msgid') values.set(key, property)
      return undefined
    },
    build: () => Object.fromEntries(values),
  }
}

/** The separator that `msg.parts.ch` names: a text, or a list of bytes. */
export function separatorOf(ch: unknown): string | Buffer | undefined {
  if (typeof ch === 'string' || Buffer.isBuffer(ch)) return ch
  return Array.isArray(ch) ? Buffer.from(ch) : undefined
}

/** @throws MillraceError BAD_TYPED_VALUE */
export function readJoiner(text: string): Buffer {
  return Buffer.from(readSeparatorBytes(text === '' ? '[]' : text))
}
