/** Columns that everything for people fits in, where a word is not longer. */
export const columns = 80

/** Breaks text between words. The first line starts with `first`, the others with `rest`. */
export function wrapText(text: string, first = '', rest = first, width = columns): string {
  return text
    .split('\n')
    .map((paragraph, index) => wrapParagraph(paragraph, index === 0 ? first : rest, rest, width))
    .join('\n')
}

function wrapParagraph(text: string, first: string, rest: string, width: number): string {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(/ +/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = rest
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].map((each) => each.trimEnd()).join('\n')
}

/** Two columns: names, and texts that are wrapped beside them, or below where a name is too wide. */
export function layOutPairs(pairs: ReadonlyArray<readonly [string, string]>, most = 26): string {
  const width = Math.max(0, ...pairs.map(([name]) => name.length).filter((length) => length <= most))
  const rest = ' '.repeat(width + 4)
  return pairs
    .map(([name, text]) => {
      if (name.length > width) return `  ${name}\n${wrapText(text, rest)}`
      return wrapText(text, `  ${name.padEnd(width)}  `, rest)
    })
    .join('\n')
}
