import { FlowRefusedError, MillraceError, type Problem } from '../errors.js'
import { checkFlow } from '../index.js'
import { createPaint } from './colours.js'
import type { Call } from './commands.js'
import { nameOfFlow, readFlowOperand } from './flow-operand.js'
import { toLoadOptions } from './library-options.js'
import { showProblems, summariseProblems } from './show-problems.js'
import { UsageError } from './usage-error.js'
import { watchLoading } from './watch-loading.js'

/** `millrace check`: lists the problems of each flow on standard output. */
export async function checkFlows(call: Call): Promise<number> {
  const { operands, terminal, values } = call
  if (operands.length === 0)
    throw new UsageError('Name the flows to check: millrace check flows.json', 'check')
  if (operands.filter((operand) => operand === '-').length > 1) {
    throw new UsageError('Standard input (-) can be read only once.', 'check')
  }
  const problems: Problem[] = []
  await watchLoading(terminal, problems, async () => {
    for (const operand of operands) problems.push(...(await problemsOf(operand, call)))
  })

  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (values.format === 'json') {
    const report = { errors, warnings: problems.length - errors, problems }
    terminal.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  } else {
    const paint = createPaint(terminal.stdout, terminal.env)
    terminal.stdout.write(showProblems(problems, paint))
    terminal.stdout.write(summariseProblems(problems, operands.map(nameOfFlow), paint))
  }
  return errors > 0 ? 1 : 0
}

/** A file that cannot be read at all is a problem like any other, so that the other flows are checked as well. */
async function problemsOf(operand: string, call: Call): Promise<Problem[]> {
  try {
    const source = await readFlowOperand(operand, call.terminal)
    return (await checkFlow(source, toLoadOptions(call))).problems
  } catch (error) {
    if (error instanceof FlowRefusedError) return error.problems
    if (!(error instanceof MillraceError)) throw error
    const { code, message } = error
    return [{ code, severity: 'error', message, remedy: '', file: nameOfFlow(operand), line: 0, column: 0 }]
  }
}
