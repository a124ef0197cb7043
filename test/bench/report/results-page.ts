import type { Manner, Scenario, ScenarioResult } from '../measure/scenario.js'
import { describeMachine } from './machine.js'
import { describeScenario, isMet } from './scenario-section.js'

export interface Finished {
  scenario: Scenario
  result: ScenarioResult
}

const introduction = `# Results of the benchmark

Written by \`npm run bench\`: do not edit; what people have to say about a figure is in notes.md beside this file.
Each cell has the median, how far the rounds lie around it, and in brackets Millrace's figure divided by this one.`

/** The whole page, as Markdown. */
export function writePage(
  finished: readonly Finished[],
  manner: Manner,
  notes: ReadonlyMap<string, string>,
): string {
  const goals = finished.flatMap(({ result }) => result.goals)
  return [
    introduction,
    describeMachine(manner),
    `${goals.filter(isMet).length} of ${goals.length} goals are met.`,
    ...finished.map(({ scenario, result }) =>
      describeScenario(scenario, result, notes.get(scenario.name)).trimEnd(),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n')
}
