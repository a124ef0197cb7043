import { readSeparator, readSeparatorBytes } from './read-separator.js'

export type Data = string | Buffer

/** How texts, or Buffers, are cut into pieces. */
export interface Cutter<Piece extends Data> {
  /** What `msg.parts` says of it: `ch` (the separator), `len` (the length of each piece). */
  readonly parts: Readonly<Record<string, unknown>>
  /** The pieces, in order; the last one may be empty. */
  cut(data: Piece): Piece[]
  /** Whether an empty last piece is a message as well, outside of streams. */
  readonly keepsEmptyEnd: boolean
  /** How much of the data before must be looked at with new data, since a separator may have begun in it. */
  readonly overlap: number
  /** Whether a piece ends in new data, given with the overlap before it; `size` is that of all data not yet sent. */
  hasEnd(data: Piece, size: number): boolean
  /** Whether the last piece of a stream is whole without what may follow. */
  isWhole(last: Piece): boolean
  join(pieces: readonly Piece[]): Piece
}

export interface Cutters {
  readonly text: Cutter<string>
  readonly bytes: Cutter<Buffer>
}

/**
 * @param type `str`, `bin` (a JSON list of bytes) or `len` (a length in characters or bytes)
 * @throws MillraceError BAD_TYPED_VALUE where the list is none
 */
export function compileCutters(value: string, type: string): Cutters {
  if (type === 'len') return { text: cutTextByLength(Number(value)), bytes: cutBytesByLength(Number(value)) }
  const list = type === 'bin' ? readSeparatorBytes(value) : undefined
  const text = list === undefined ? readSeparator(value) : Buffer.from(list).toString()
  const parts = { ch: list ?? text }
  return { text: cutTextAt(text, parts), bytes: cutBytesAt(Buffer.from(list ?? text), parts) }
}

const joinText = (pieces: readonly string[]) => pieces.join('')
const joinBytes = (pieces: readonly Buffer[]) => Buffer.concat(pieces)

function cutTextAt(separator: string, parts: Cutter<string>['parts']): Cutter<string> {
  return {
    parts,
    keepsEmptyEnd: true,
    overlap: separator.length - 1,
    cut: (text) => text.split(separator),
    isWhole: () => false,
    hasEnd: (text) => text.includes(separator),
    join: joinText,
  }
}

function cutBytesAt(separator: Buffer, parts: Cutter<Buffer>['parts']): Cutter<Buffer> {
  return {
    parts,
    // So that a Buffer of lines, each with its end, gives as many messages as lines.
    keepsEmptyEnd: false,
    overlap: separator.length - 1,
    cut(bytes) {
      const pieces: Buffer[] = []
      let from = 0
      for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, from)) {
        pieces.push(bytes.subarray(from, at))
        from = at + separator.length
      }
      pieces.push(bytes.subarray(from))
      return pieces
    },
    isWhole: () => false,
    hasEnd: (bytes) => bytes.includes(separator),
    join: joinBytes,
  }
}

function cutTextByLength(length: number): Cutter<string> {
  return {
    parts: { ch: '', len: length },
    keepsEmptyEnd: true,
    overlap: 0,
    cut: (text) => cutEvery(text.length, length, (from, to) => text.slice(from, to)),
    isWhole: (last) => last.length === length,
    hasEnd: (_, size) => size >= length,
    join: joinText,
  }
}

function cutBytesByLength(length: number): Cutter<Buffer> {
  return {
    parts: { len: length },
    keepsEmptyEnd: true,
    overlap: 0,
    cut: (bytes) => cutEvery(bytes.length, length, (from, to) => bytes.subarray(from, to)),
    isWhole: (last) => last.length === length,
    hasEnd: (_, size) => size >= length,
    join: joinBytes,
  }
}

function cutEvery<Piece>(total: number, length: number, slice: (from: number, to: number) => Piece): Piece[] {
  const pieces = [slice(0, length)]
  for (let from = length; from < total; from += length) pieces.push(slice(from, from + length))
  return pieces
}
