import type { LineCursor } from './line-cursor.js'

/** A quote or a list item that a line of a page stands in. */
export type Container =
  | { kind: 'quote' }
  | {
      kind: 'item'
      /** Columns by which the lines of the item are indented. */
      indent: number
      /** Nothing but a marker so far: a blank line ends it. */
      isEmpty: boolean
    }

/** Goes into the open containers that a line continues; returns how many. */
export function enterContainers(containers: readonly Container[], cursor: LineCursor): number {
  let entered = 0
  for (const container of containers) {
    if (!enterContainer(container, cursor)) break
    entered++
  }
  return entered
}

function enterContainer(container: Container, cursor: LineCursor): boolean {
  if (container.kind === 'quote') return enterQuote(cursor)
  if (cursor.isBlank) return !container.isEmpty
  if (cursor.indent < container.indent) return false
  cursor.skipColumns(container.indent)
  container.isEmpty = false
  return true
}

function enterQuote(cursor: LineCursor): boolean {
  if (cursor.indent > 3 || !cursor.text.startsWith('>')) return false
  cursor.skipIndent()
  cursor.skipCharacters(1)
  cursor.skipColumns(1)
  return true
}

/** The quote or list item that starts here, or `undefined`; the cursor is then behind its marker. */
export function openContainer(cursor: LineCursor, isParagraph: boolean): Container | undefined {
  if (enterQuote(cursor)) return { kind: 'quote' }
  const marker = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/.exec(cursor.text)
  if (!marker) return undefined
  const isEmpty = cursor.text.slice(marker[0].length).trim() === ''
  // Between the lines of a paragraph, "14. of them" and a lone dash are text.
  if (isParagraph && (isEmpty || (marker[1] !== undefined && Number(marker[1]) !== 1))) return undefined
  const before = cursor.indent
  cursor.skipIndent()
  cursor.skipCharacters(marker[0].length)
  const after = cursor.indent
  const padding = isEmpty || after > 4 ? 1 : after
  cursor.skipColumns(padding)
  return { kind: 'item', indent: before + marker[0].length + padding, isEmpty }
}
