import type { Output } from './terminal.js'

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
} as const

export type Colour = keyof typeof codes
export type Paint = (colour: Colour, text: string) => string

/** Paints text for an output: on a terminal, unless NO_COLOR is set; anywhere where FORCE_COLOR is. */
export function createPaint(output: Output, env: Record<string, string | undefined>): Paint {
  if (!hasColours(output, env)) return (_colour, text) => text
  return (colour, text) => {
    const [start, end] = codes[colour]
    return `\u001B[${start}m${text}\u001B[${end}m`
  }
}

function hasColours(
  output: Output,
  { NO_COLOR, FORCE_COLOR, TERM }: Record<string, string | undefined>,
): boolean {
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined) return !/^(0|false)$/i.test(FORCE_COLOR)
  return output.isTTY === true && TERM !== 'dumb'
}
