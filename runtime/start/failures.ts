import { describeError } from '../deliver/event-router.js'
import { MillraceError, type Problem } from '../errors.js'
import type { StartFailure } from './running-flow.js'

/** Nodes that could not be made, as problems of the flow file. */
export function describeFailures(failures: readonly StartFailure[], file: string): Problem[] {
  return failures.map(({ plan, error }) => {
    const { line, column } = plan.definition
    const reason = error instanceof Error ? error.message : describeError(error)
    return {
      code: 'NODE_START_FAILED',
      severity: 'error',
      message: `The node could not start: ${reason}`,
      remedy:
        error instanceof MillraceError
          ? ''
          : 'Correct its configuration, or see what its node type asks for.',
      file,
      line,
      column,
      node: { id: plan.id, type: plan.type, name: plan.name },
    }
  })
}
