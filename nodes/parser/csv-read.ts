import type { RunningNode } from '../../runtime/define-node.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import { failed } from '../../runtime/message/failed.js'
import type { Message, Send } from '../../runtime/message/message.js'
import { type CsvMode, joinNames } from './csv-mode.js'
import type { CsvRecord } from './csv-scan.js'

export interface CsvReadConfig {
  mode: CsvMode
  separator: string
  names: readonly string[]
  /** Lines to leave out at the start, not counting the one with the names. */
  skip: number
  hasHeader: boolean
  /** One message with all rows; else a message a row. */
  sendsAll: boolean
  readsNumbers: boolean
  includesEmpty: boolean
  includesNull: boolean
}

export type CsvRow = Record<string, string | number | null>

interface Parts {
  id?: unknown
  index: number
  count?: number
}

/** A whole CSV text, or one of a sequence. */
interface CsvText {
  rows: CsvRow[]
  names: readonly string[]
  parts: Parts | undefined
  /** The text is one line of a sequence. */
  isLine: boolean
  isLast: boolean
}

/** Makes the function that turns a text into rows and sends them. Between the texts of a sequence it keeps the names. */
export function createCsvReader(
  config: CsvReadConfig,
  node: Pick<RunningNode, 'settings' | 'warn'>,
): (message: Message, text: string, send: Send) => void {
  let names = config.names
  const sendAll = sendTogether(Number(node.settings.nodeMessageBufferMaxLength) || 0)

  const read = (message: Message, text: string): CsvText => {
    const parts = readParts(message)
    const index = parts?.index ?? 0
    let start = index < config.skip ? findLine(text, config.skip - index) : 0
    const isLine = parts !== undefined && !severalLineEnds.test(text.slice(start))
    const isFirst = parts === undefined || index <= config.skip || (config.sendsAll && !isLine)
    const header =
      config.hasHeader && isFirst ? config.mode.scanHeader(text, config.separator, start) : undefined
    if (header !== undefined) {
      names = header.names
      start = header.end
    }
    const { records, isOpen } = config.mode.scan(text, config.separator, start)
    if (isOpen) node.warn('The CSV text has a quote that is never closed: all after it is one cell.')
    const used = names.length > 0 ? names : numberColumns(records)
    const rows = records.map((record) => toRow(record, used, config)).filter((row) => row !== undefined)
    return {
      rows,
      names: used,
      parts,
      isLine,
      isLast: parts?.count !== undefined && index + 1 >= parts.count,
    }
  }

  return (message, text, send) => {
    const csv = read(message, text)
    if (config.sendsAll) sendAll(message, csv, send)
    else sendEach(message, csv, config.skip + (config.hasHeader ? 1 : 0), send)
  }
}

const severalLineEnds = /(?:\r\n|\n|\r(?!\n))[\s\S]*?(?:\n|\r)/

function readParts({ parts }: Message): Parts | undefined {
  if (typeof parts !== 'object' || parts === null) return undefined
  const { id, index, count } = parts as Record<string, unknown>
  return { id, index: Number(index) || 0, ...(typeof count === 'number' ? { count } : {}) }
}

/** Where the line after so many others begins. */
function findLine(text: string, count: number): number {
  const lineEnd = /\r\n|\n|\r/g
  for (let passed = 0; passed < count; passed++) if (lineEnd.exec(text) === null) return text.length
  return lineEnd.lastIndex
}

function numberColumns(records: readonly CsvRecord[]): string[] {
  const width = records.reduce((widest, { length }) => Math.max(widest, length), 0)
  return Array.from({ length: width }, (_, column) => `col${column + 1}`)
}

/** The row as an object; undefined where it has no value. */
function toRow(record: CsvRecord, names: readonly string[], config: CsvReadConfig): CsvRow | undefined {
  const entries: Array<[string, string | number | null]> = []
  const width = config.mode.fillsShortRows ? names.length : Math.min(names.length, record.length)
  for (let column = 0; column < width; column++) {
    const name = names[column]
    const cell = record[column] ?? null
    if (!name || (cell === null && !config.includesNull) || (cell === '' && !config.includesEmpty)) continue
    entries.push([name, cell && config.readsNumbers ? config.mode.toNumber(cell) : cell])
  }
  // Not by assignment: a column may be called __proto__.
  return entries.length > 0 ? (Object.fromEntries(entries) as CsvRow) : undefined
}

/** Lines of a sequence are gathered until its last. */
function sendTogether(limit: number) {
  const gathered = new Map<unknown, { rows: CsvRow[]; names: readonly string[] }>()
  return (message: Message, { rows, names, parts, isLine, isLast }: CsvText, send: Send) => {
    if (parts === undefined || !isLine) {
      return send(Object.assign(message, { columns: joinNames(names), payload: rows }))
    }
    const known = gathered.get(parts.id) ?? { rows: [], names: [] }
    gathered.delete(parts.id)
    for (const row of rows) known.rows.push(row)
    if (names.length > known.names.length) known.names = names
    if (limit > 0 && known.rows.length > limit) {
      throw failed(
        `More than ${limit} rows came before the end of the sequence (nodeMessageBufferMaxLength).`,
      )
    }
    if (!isLast) return void gathered.set(parts.id, known)
    delete message.parts
    send(Object.assign(message, { columns: joinNames(known.names), payload: known.rows }))
  }
}

/** @param left how many lines of the sequence are no rows */
function sendEach(message: Message, csv: CsvText, left: number, send: Send): void {
  const { rows, names, parts, isLast } = csv
  const columns = joinNames(names)
  const { payload, ...rest } = message
  for (const [index, row] of rows.entries()) {
    const sent: Message = { ...cloneMessage(rest), columns, payload: row }
    sent.parts =
      parts === undefined
        ? { id: message._msgid, index, count: rows.length }
        : {
            ...(sent.parts as object),
            index: parts.index - left,
            ...(parts.count === undefined ? {} : { count: parts.count - left }),
          }
    if (isLast) sent.complete = true
    send(sent)
  }
  if (isLast && rows.length === 0) send({ complete: true })
}
