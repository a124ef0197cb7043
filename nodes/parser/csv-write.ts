import type { RunningNode } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import { ensureString } from '../../runtime/message/text-and-buffer.js'
import { type CsvMode, joinNames, quoteCell } from './csv-mode.js'
import { describeKind } from './message-property.js'

export interface CsvWriteConfig {
  mode: CsvMode
  separator: string
  lineEnd: string
  names: readonly string[]
  /** When to write a line with the names. */
  header: 'none' | 'all' | 'once'
}

export interface CsvWriter {
  /** Replaces `msg.payload` by its CSV text and sets `msg.columns`. */
  write(message: Message, payload: object): void
  /** Writes the names again with the next message. */
  reset(): void
}

export function createCsvWriter(config: CsvWriteConfig, node: Pick<RunningNode, 'warn'>): CsvWriter {
  const { mode, separator, lineEnd, header } = config
  let names = config.names
  let isHeaderSent = false
  let hasWarned = false

  const writeLine = (cells: readonly string[]) =>
    cells.map((cell) => quoteCell(cell, separator)).join(separator)
  const chooseNames = ({ columns }: Message, row: unknown) => {
    if (columns !== undefined) return mode.parseNames(ensureString(columns))
    return typeof row === 'object' && row !== null ? Object.keys(row) : []
  }
  const writeRow = (row: unknown, number: number, message: Message) => {
    if (Array.isArray(row)) return writeLine(writeArray(row, names, mode))
    if (typeof row !== 'object') return writeLine([mode.writeCell(row)])
    if (row === null) throw failed(`Row ${number} is null. Give an object or an array for each row.`)
    if (names.length === 0 && message.columns !== undefined) names = chooseNames(message, row)
    if (names.length === 0) {
      if (!hasWarned) node.warn('No columns are set: those of the first row are written, in its order.')
      hasWarned = true
      names = namesOfSimpleValues(row)
    }
    return writeLine(names.map((name) => writeValue(row, name, number)))
  }

  return {
    write(message, payload) {
      const rows = toRows(payload)
      if (config.names.length > 0 || !isLaterPart(message)) names = config.names
      const lines: string[] = []
      if (header !== 'none' && !isHeaderSent) {
        if (names.length === 0) names = chooseNames(message, rows[0])
        lines.push(writeLine(names))
        isHeaderSent = header === 'once'
      }
      const known = names
      for (const [index, row] of rows.entries()) lines.push(writeRow(row, index + 1, message))
      if (!mode.keepsGuessedNames && message.columns === undefined) names = known
      message.payload = lines.join(lineEnd) + lineEnd
      message.columns = joinNames(names, mode.keepsUnnamed)
    },
    reset() {
      isHeaderSent = false
    },
  }
}

/** A list of simple values is one row, an object as well. */
function toRows(payload: object): readonly unknown[] {
  if (!Array.isArray(payload)) return [payload]
  return payload.length > 0 && typeof payload[0] !== 'object' ? [payload] : payload
}

/** The first message of a sequence sets the columns of the others. */
function isLaterPart({ parts }: Message): boolean {
  return typeof parts === 'object' && parts !== null && Number((parts as { index?: unknown }).index) > 0
}

function writeArray(row: readonly unknown[], names: readonly string[], mode: CsvMode): string[] {
  if (!mode.fitsArraysToNames || names.length === 0) return Array.from(row, mode.writeCell)
  return names.map((name, column) => (name === '' ? '' : mode.writeCell(row[column])))
}

/** Without columns to go by, objects within the row are left out. */
const namesOfSimpleValues = (row: object) =>
  Object.entries(row).flatMap(([name, value]) => (typeof value === 'object' ? [] : [name]))

function writeValue(row: object, name: string, number: number): string {
  const value = name === '' ? undefined : (row as Record<string, unknown>)[name]
  try {
    return value === undefined ? '' : ensureString(value)
  } catch (error) {
    throw failed(
      `Row ${number}: "${name}" is ${describeKind(value)} that cannot be written: ${reasonOf(error)}`,
      error,
    )
  }
}
