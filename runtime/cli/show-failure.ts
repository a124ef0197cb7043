import { FlowRefusedError, MillraceError } from '../errors.js'
import { createPaint } from './colours.js'
import { showProblems } from './show-problems.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'
import { wrapText } from './wrap-text.js'

/** Tells on standard error why a command ended, and gives the exit code for it. */
export function showFailure(error: unknown, terminal: Terminal): number {
  const { stderr, env } = terminal
  const paint = createPaint(stderr, env)
  const tell = (text: string) => {
    const lines = wrapText(text, 'millrace: ', '  ')
    stderr.write(`${lines.replace('millrace:', paint('red', 'millrace:'))}\n`)
  }
  if (error instanceof UsageError) {
    tell(error.message)
    stderr.write(`See: millrace ${error.command === undefined ? '' : `${error.command} `}--help\n`)
    return 2
  }
  if (error instanceof FlowRefusedError) {
    stderr.write(showProblems(error.problems, paint))
    const isPartial = error.problems.some(({ node }) => node !== undefined)
    tell(`The flow cannot run.${isPartial ? ' To run what can run of it: --lenient' : ''}`)
    return 1
  }
  if (error instanceof MillraceError) {
    tell(error.message)
    return 1
  }
  // Nothing else is expected here: whoever mends it needs the stack.
  tell(
    `an error of Millrace itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  return 3
}
