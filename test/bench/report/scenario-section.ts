import { formatFigure, formatRatio } from '../measure/format.js'
import type { Goal, Measure, Scenario, ScenarioResult } from '../measure/scenario.js'
import { spread } from '../measure/statistics.js'

/** The contender that all others are set beside. */
const own = 'Millrace'

/** What was measured in one scenario, as Markdown. */
export function describeScenario({ title, name }: Scenario, result: ScenarioResult, notes?: string): string {
  const { description, measures, goals } = result
  const contenders = [...new Set(measures.flatMap((measure) => measure.contenders))]
  const lines = [
    `## ${title} (\`${name}\`)`,
    '',
    description,
    '',
    `| | ${measures.map((measure) => measure.name).join(' | ')} |`,
    `|---|${measures.map(() => '---:|').join('')}`,
    ...contenders.map((contender) => describeRow(contender, measures)),
    '',
    ...goals.map(describeGoal),
    ...(notes === undefined ? [] : ['', notes]),
  ]
  return `${lines.join('\n')}\n`
}

export function describeGoal(goal: Goal): string {
  const { text, reached, limit, sense, digits } = goal
  const show = (value: number) => (digits === undefined ? formatRatio(value) : formatFigure(value, digits))
  const verdict = isMet(goal) ? 'met' : '**missed**'
  const shown = reached === undefined ? 'not measured' : show(reached)
  return `- ${text}: ${shown} (goal: ${sense} ${show(limit)}) ${reached === undefined ? '' : verdict}`.trimEnd()
}

export function isMet({ reached, limit, sense }: Goal): boolean {
  if (reached === undefined) return false
  return sense === 'at least' ? reached >= limit : reached <= limit
}

function describeRow(contender: string, measures: readonly Measure[]): string {
  return `| ${contender} | ${measures.map((measure) => describeCell(contender, measure)).join(' | ')} |`
}

/** The median, how far the samples lie around it, and how many times that Millrace's is. */
function describeCell(contender: string, measure: Measure): string {
  const value = measure.median(contender)
  if (value === undefined) return ''
  const values = measure.values(contender)
  const around = values.length > 1 ? ` ±${formatFigure(spread(values) * 100, 0)}%` : ''
  const ratio = measure.ratio(own, contender)
  const beside = contender === own || ratio === undefined ? '' : ` (${formatRatio(ratio)})`
  return `${formatFigure(value, measure.digits)}${around}${beside}`
}
