import type { Place } from './flow-file.js'

export type PlaceAt = (offset: number) => Place

/** Finds the line and column of offsets in a text. Lines end with LF, CRLF or CR; they are counted on first use. */
export function indexPlaces(text: string): PlaceAt {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= findLineStarts(text)
    const line = lastAtOrBefore(starts, offset)
    return { line: line + 1, column: offset - starts[line]! + 1 }
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  let carriage = text.indexOf('\r')
  let feed = text.indexOf('\n')
  while (feed >= 0 || carriage >= 0) {
    const isCarriageFirst = carriage >= 0 && (feed < 0 || carriage < feed)
    const end = isCarriageFirst && feed !== carriage + 1 ? carriage : feed
    starts.push(end + 1)
    if (carriage >= 0 && carriage <= end) carriage = text.indexOf('\r', end + 1)
    if (feed >= 0 && feed <= end) feed = text.indexOf('\n', end + 1)
  }
  return starts
}

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** A byte-order mark is no part of the text: editors do not show it, so columns count from behind it. */
export function dropByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
