import { failed } from '../../runtime/message/failed.js'

/** What stands between two separators; null where nothing does, '' for a quoted nothing. */
export type Cell = string | null
export type CsvRecord = Cell[]

export interface Scan {
  records: CsvRecord[]
  /** Where the last record ended, its line end included. */
  end: number
  /** A quote was opened and never closed. */
  isOpen: boolean
}

interface ScanOptions {
  /** Where to begin. Default: 0. */
  start?: number
  /** How many records to read at most. Default: all. */
  limit?: number
}

interface ReadCell {
  cell: Cell
  end: number
  isOpen: boolean
}

/** Reads one cell: `nextStop` gives the place of the next separator or line end from a place on. */
type CellReader = (text: string, start: number, nextStop: (from: number) => number) => ReadCell

/**
 * RFC 4180 with any line end, as Node-RED's parser is: a quote counts at the start of a cell only. Of quotes elsewhere
 * those at the end of a cell are dropped, others stay; a doubled one is one.
 *
 * Not by a library: those that tell a quoted nothing from nothing read cells with stray quotes in other ways.
 *
 * @param strict fail on stray quotes and on a quote that is never closed
 * @throws MillraceError NODE_FAILED, with the place
 */
export function scanRecords(
  text: string,
  separator: string,
  { strict = false, ...options }: ScanOptions & { strict?: boolean } = {},
): Scan {
  return scan(text, separator, strict ? readStrictCell : readRelaxedCell, options)
}

/** Node-RED's legacy mode: a quote anywhere begins or ends a part that separators and line ends do not end. */
export function scanLegacyRecords(text: string, separator: string, options: ScanOptions = {}): Scan {
  return scan(text, separator, readLegacyCell, options)
}

function scan(text: string, separator: string, readCell: CellReader, options: ScanOptions): Scan {
  const { start = 0, limit = Number.POSITIVE_INFINITY } = options
  const stop = new RegExp(`${escapeForPattern(separator)}|\r\n|\n|\r`, 'g')
  const nextStop = (from: number) => {
    stop.lastIndex = from
    return stop.exec(text)?.index ?? text.length
  }
  const records: CsvRecord[] = []
  let isOpen = false
  let end = start
  while (end < text.length && records.length < limit) {
    const record: CsvRecord = []
    let isSeparated = true
    while (isSeparated) {
      const read = readCell(text, end, nextStop)
      record.push(read.cell)
      isOpen = read.isOpen
      isSeparated = text.startsWith(separator, read.end)
      end = read.end + (isSeparated ? separator.length : lineEndLength(text, read.end))
    }
    if (record.length > 1 || record[0] !== null) records.push(record)
  }
  return { records, end, isOpen }
}

const escapeForPattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

function lineEndLength(text: string, at: number): number {
  if (at >= text.length) return 0
  return text.startsWith('\r\n', at) ? 2 : 1
}

const readRelaxedCell: CellReader = (text, start, nextStop) => {
  if (text[start] !== '"') {
    const end = nextStop(start)
    return { cell: end === start ? null : keepInnerQuotes(text.slice(start, end)), end, isOpen: false }
  }
  const { value, after, isOpen } = readQuoted(text, start)
  const end = nextStop(after)
  const tail = after === end ? '' : keepInnerQuotes(`"${text.slice(after, end)}`)
  return { cell: value + tail, end, isOpen }
}

const readStrictCell: CellReader = (text, start, nextStop) => {
  if (text[start] !== '"') {
    const end = nextStop(start)
    const cell = text.slice(start, end)
    if (cell.includes('"'))
      throw failed(`Bad CSV: a quote within a cell without quotes ${place(text, start)}.`)
    return { cell: cell === '' ? null : cell, end, isOpen: false }
  }
  const { value, after, isOpen } = readQuoted(text, start)
  if (isOpen) throw failed(`Bad CSV: a quote that is never closed ${place(text, start)}.`)
  if (nextStop(after) !== after) throw failed(`Bad CSV: text after the closing quote ${place(text, after)}.`)
  return { cell: value, end: after, isOpen }
}

const place = (text: string, at: number) =>
  `at character ${at + 1}, near ${JSON.stringify(text.slice(at, at + 20))}`

function readQuoted(text: string, start: number) {
  let close = text.indexOf('"', start + 1)
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  const isOpen = close === -1
  const value = text.slice(start + 1, isOpen ? text.length : close).replaceAll('""', '"')
  return { value, after: isOpen ? text.length : close + 1, isOpen }
}

const keepInnerQuotes = (raw: string) =>
  raw.includes('"')
    ? raw.replace(/""?/g, (quotes, at: number) => (quotes.length === 1 && at + 1 === raw.length ? '' : '"'))
    : raw

const readLegacyCell: CellReader = (text, start, nextStop) => {
  let end = nextStop(start)
  let from = start
  let isOpen = false
  while (!isOpen) {
    const open = text.slice(from, end).indexOf('"')
    if (open === -1) break
    const close = text.indexOf('"', from + open + 1)
    isOpen = close === -1
    from = close + 1
    if (isOpen) end = text.length
    else if (end < from) end = nextStop(from)
  }
  return { cell: end === start ? null : removeQuotes(text.slice(start, end)), end, isOpen }
}

/** Drops the quotes; one that opens right after one that closed stands for a quote. */
function removeQuotes(raw: string): string {
  let isOpen = false
  return raw.replace(/"+/g, ({ length }) => {
    const literal = isOpen ? Math.floor(length / 2) : Math.floor((length - 1) / 2)
    if (length % 2 === 1) isOpen = !isOpen
    return '"'.repeat(literal)
  })
}
