import type { Problem } from '../errors.js'
import type { Paint } from './colours.js'
import { wrapText } from './wrap-text.js'

/** Problems for people: place, severity, code and node on a line, and below it what is wrong and what to do. */
export function showProblems(problems: readonly Problem[], paint: Paint): string {
  return problems.map((problem) => `${showProblem(problem, paint)}\n`).join('')
}

function showProblem(
  { file, line, column, severity, code, node, message, remedy }: Problem,
  paint: Paint,
): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file
  const colour = severity === 'error' ? 'red' : 'yellow'
  const head = `${paint('bold', place)}: ${paint(colour, `${severity} ${code}`)}`
  const who = node && `node ${node.id} (${node.type}${node.name ? ` "${node.name}"` : ''})`
  const fits = who !== undefined && `${place}: ${severity} ${code}, ${who}`.length <= 80
  const lines = [fits ? `${head}, ${who}` : head]
  if (who !== undefined && !fits) lines.push(wrapText(who, '    '))
  const texts = [message, remedy].filter((text) => text !== '')
  return [...lines, ...texts.map((text) => wrapText(text, '    '))].join('\n')
}

/** `2 errors and 1 warning in flows.json` */
export function summariseProblems(
  problems: readonly Problem[],
  files: readonly string[],
  paint: Paint,
): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const where = files.length === 1 ? files[0] : `${files.length} flows`
  const counts = [countOf(errors, 'error'), countOf(warnings, 'warning')].filter((text) => text !== undefined)
  if (counts.length === 0) return `${paint('green', 'No problems')} in ${where}.\n`
  return `${paint(errors > 0 ? 'red' : 'yellow', counts.join(' and '))} in ${where}.\n`
}

function countOf(count: number, what: string): string | undefined {
  if (count === 0) return undefined
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
