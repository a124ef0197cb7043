import { columns } from './wrap-text.js'

/** Flow entries as JSON: one after the other, lines no longer than what is meant for people, where texts allow it. */
export function layOutFlow(entries: ReadonlyArray<Readonly<Record<string, unknown>>>): string {
  return `  [\n${entries.map(layOutEntry).join(',\n')}\n  ]`
}

const indent = '    '
const deeper = `${indent}  `

function layOutEntry(entry: Readonly<Record<string, unknown>>): string {
  const lines: string[] = []
  let line = indent
  for (const piece of breakAtCommas(entry)) {
    // The comma after the entry needs its column as well.
    if (line.trim() !== '' && line.length + piece.length >= columns) {
      lines.push(line.trimEnd())
      line = deeper
    }
    line += piece
  }
  return [...lines, line].join('\n')
}

/** The text of a value, in pieces that end after a comma and a space; texts stay whole. */
function breakAtCommas(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)]
  const isList = Array.isArray(value)
  const members = isList
    ? value.map(breakAtCommas)
    : Object.entries(value).map(([name, inner]) =>
        withFirst(`${JSON.stringify(name)}: `, breakAtCommas(inner)),
      )
  const pieces = members.flatMap((member, index) =>
    index < members.length - 1 ? withLast(member, ', ') : member,
  )
  const [open, close] = isList ? ['[', ']'] : ['{ ', ' }']
  return pieces.length === 0 ? [isList ? '[]' : '{}'] : withLast(withFirst(open, pieces), close)
}

const withFirst = (text: string, [first = '', ...rest]: readonly string[]) => [text + first, ...rest]

const withLast = (pieces: readonly string[], text: string) => [
  ...pieces.slice(0, -1),
  `${pieces.at(-1) ?? ''}${text}`,
]
