import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FlowSource } from '../options.js'
import { readStandardInput, type Terminal } from './terminal.js'

/** What an operand stands for: a file, or with `-` the text on standard input. */
export async function readFlowOperand(
  operand: string,
  terminal: Terminal,
  userDir?: string,
): Promise<FlowSource> {
  if (operand === '-') return { text: await readStandardInput(terminal), file: nameOfFlow(operand) }
  if (userDir === undefined || existsSync(resolve(terminal.cwd, operand))) return operand
  // Node-RED looks for a flow file in the user directory as well, after the working directory.
  const inUserDir = join(userDir, operand)
  return existsSync(resolve(terminal.cwd, inUserDir)) ? inUserDir : operand
}

export function nameOfFlow(operand: string): string {
  return operand === '-' ? '<stdin>' : operand
}
