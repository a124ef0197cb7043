const tabStop = 4

/**
 * A place in one line of a page, counted both in code units and in columns, as Markdown's indentation rules need:
 * a tab reaches to the next multiple of four columns, and part of it may belong to a list item or a quote.
 */
export class LineCursor {
  private offset = 0
  private column = 0
  /** Columns of the tab at `offset` that are already taken. */
  private taken = 0

  constructor(private readonly line: string) {}

  /** How many columns of white space stand before the next text. */
  get indent(): number {
    let column = this.column
    for (let offset = this.offset; offset < this.line.length; offset++) {
      if (this.line[offset] === ' ') column++
      else if (this.line[offset] === '\t') column += tabStop - (column % tabStop)
      else break
    }
    return column - this.column
  }

  /** The text without its indentation. */
  get text(): string {
    return this.line.slice(this.offset).replace(/^[ \t]+/, '')
  }

  get isBlank(): boolean {
    return this.text === ''
  }

  /** Everything from here on; what is left of a tab comes as spaces. */
  get rest(): string {
    if (this.taken === 0) return this.line.slice(this.offset)
    const left = tabStop - (this.column % tabStop)
    return ' '.repeat(left) + this.line.slice(this.offset + 1)
  }

  /** Goes over at most `columns` of white space. */
  skipColumns(columns: number): void {
    for (let left = columns; left > 0 && this.offset < this.line.length; left--) {
      const character = this.line[this.offset]
      if (character !== ' ' && character !== '\t') return
      this.column++
      if (character === ' ') this.offset++
      else {
        this.taken++
        if (this.column % tabStop !== 0) continue
        this.offset++
        this.taken = 0
      }
    }
  }

  skipIndent(): void {
    this.skipColumns(this.indent)
  }

  /** Goes over characters that are no white space. */
  skipCharacters(count: number): void {
    this.offset += count
    this.column += count
  }
}
