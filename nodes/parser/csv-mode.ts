import { ensureString } from '../../runtime/message/text-and-buffer.js'
import { type Cell, type Scan, scanLegacyRecords, scanRecords } from './csv-scan.js'

/** How the two modes differ: RFC 4180, and Node-RED's own of before. */
export interface CsvMode {
  scan(text: string, separator: string, start: number): Scan
  /** The names in the first line from a place on; undefined where those of the text before go on. */
  scanHeader(text: string, separator: string, start: number): { names: string[]; end: number } | undefined
  /** Names separated by commas, from the configuration or `msg.columns`; none where the text is empty. */
  parseNames(text: string): string[]
  /** A number where the text is one, else the text. */
  toNumber(text: string): string | number
  /** Rows that are too short have null in the columns that are missing. */
  fillsShortRows: boolean
  /** Rows given as arrays are cut to the names; a column without a name stays empty. */
  fitsArraysToNames: boolean
  /** A cell of a row given as an array. */
  writeCell(value: unknown): string
  lineEnd: string
  /** Names that only the first row gives are those of the columns: of all rows, and in `msg.columns`. */
  keepsGuessedNames: boolean
  /** `msg.columns` of a written text has columns without a name too. */
  keepsUnnamed: boolean
}

export const rfcMode: CsvMode = {
  scan: (text, separator, start) => scanRecords(text, separator, { start }),
  scanHeader(text, separator, start) {
    const { records, end } = scanRecords(text, separator, { start, limit: 1, strict: true })
    return { names: toNames(records[0]), end }
  },
  parseNames(text) {
    const { records } = scanRecords(text, ',', { strict: true })
    return records.length === 1 ? toNames(records[0]) : []
  },
  toNumber: (text) => (notANumber.test(text) || Number.isNaN(Number(text)) ? text : Number(text)),
  fillsShortRows: true,
  fitsArraysToNames: true,
  writeCell: (value) => (value === undefined ? '' : ensureString(value)),
  lineEnd: '\r\n',
  keepsGuessedNames: true,
  keepsUnnamed: false,
}

/** A telephone or article number: as a number it would lose the sign or the zero. */
const notANumber = /^ *(?:\+|-?0\d)/

export const legacyMode: CsvMode = {
  scan: (text, separator, start) => scanLegacyRecords(text, separator, { start }),
  scanHeader(text, separator, start) {
    if (start >= text.length) return undefined
    const line = /^[^\r\n]*/.exec(text.slice(start))?.[0] ?? ''
    return { names: splitNames(line, separator), end: start + line.length }
  },
  parseNames: (text) => splitNames(text, ','),
  toNumber(text) {
    const trimmed = text.trim()
    return legacyNumber.test(trimmed) ? Number.parseFloat(trimmed) : text
  },
  fillsShortRows: false,
  fitsArraysToNames: false,
  writeCell: (value) => (value === undefined ? '' : String(value)),
  lineEnd: '\n',
  keepsGuessedNames: false,
  keepsUnnamed: true,
}

/** Each way to write a number is tried once only: a long line of digits must not take more than its length. */
const legacyNumber = /^-?(?!0\d)(?:(?:\d+(?:\.\d*)?|\.\d+)e-?\+?\d+|\d+|\d*\.\d+)$/i

function splitNames(text: string, separator: string): string[] {
  const { records } = scanLegacyRecords(text.trim(), separator, { limit: 1 })
  return toNames(records[0]?.map((cell) => cell?.replaceAll('"', '').trim() ?? null))
}

/** No names where the only one is empty. */
function toNames(record: readonly Cell[] = []): string[] {
  const names = record.map((cell) => cell ?? '')
  return names.length === 1 && names[0] === '' ? [] : names
}

/** Quotes a cell where it must be. */
export function quoteCell(cell: string, separator: string): string {
  if (!cell.includes(separator) && !/["\r\n]/.test(cell)) return cell
  return `"${cell.replaceAll('"', '""')}"`
}

/** Names as `msg.columns` holds them: separated by commas, whatever the separator of the data. */
export const joinNames = (names: readonly string[], keepsUnnamed = false): string =>
  names
    .filter((name) => keepsUnnamed || name !== '')
    .map((name) => quoteCell(name, ','))
    .join(',')
