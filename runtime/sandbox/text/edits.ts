/** Text put in the place of a part of the original, on the same line. */
export interface Edit {
  start: number
  end: number
  text: string
  /** Place among edits that start at the same place; see {@link EditList}. */
  order: number
}

/** Collects edits of a tree that is walked from the outside in. */
export class EditList {
  readonly edits: Edit[] = []

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text, order: this.edits.length })
  }

  insertBefore(start: number, text: string): void {
    this.replace(start, start, text)
  }

  /** What ends at the same place was begun later, so it has to end earlier. */
  insertAfter(end: number, text: string): void {
    this.edits.push({ start: end, end, text, order: -this.edits.length - 1 })
  }
}

/** A text with edits made, which still knows where things were. */
export class EditedText {
  readonly text: string
  private readonly edits: readonly Edit[]

  /** Edits may touch but not overlap. */
  constructor(
    private readonly original: string,
    edits: readonly Edit[],
  ) {
    this.edits = [...edits].sort((one, other) => one.start - other.start || one.order - other.order)
    let text = ''
    let at = 0
    for (const edit of this.edits) {
      text += original.slice(at, edit.start) + edit.text
      at = edit.end
    }
    this.text = text + original.slice(at)
  }

  /** The column in the original of a column in the edited text; lines are the same. All are counted from 1. */
  originalColumn(line: number, column: number): number {
    const lineStart = startOfLine(this.original, line)
    let shift = 0
    for (const { start, end, text } of this.edits) {
      if (start < lineStart) continue
      const editedStart = start - lineStart + shift
      if (editedStart >= column - 1) break
      if (column - 1 < editedStart + text.length) return start - lineStart + 1
      shift += text.length - (end - start)
    }
    return Math.max(1, column - shift)
  }
}

function startOfLine(text: string, line: number): number {
  let at = 0
  for (let passed = 1; passed < line; passed++) {
    const next = text.indexOf('\n', at)
    if (next === -1) return at
    at = next + 1
  }
  return at
}
