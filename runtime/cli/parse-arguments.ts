import { parseArgs } from 'node:util'
import { findNearestName } from '../load/nearest-name.js'
import type { Command } from './commands.js'
import { flagOf, type Option, type OptionName, type OptionValues, options } from './options.js'
import { readValue } from './read-value.js'
import { UsageError } from './usage-error.js'

export interface Arguments {
  values: OptionValues
  /** What is left: flows, or a node type. */
  operands: string[]
}

/**
 * Reads the arguments that follow a command's name.
 *
 * @throws UsageError for an option that the command lacks, with the nearest one; for a value that is missing or
 *   wrong; and for too many operands
 */
export function parseArguments(command: Command, args: string[]): Arguments {
  const names = new Map(command.options.map((name) => [flagOf(name).slice(2), name]))
  const { tokens } = parseArgs({
    args,
    options: Object.fromEntries([...names].map(([flag, name]) => [flag, parseConfig(options[name])])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values: OptionValues = {}
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const name = names.get(token.name)
    if (name === undefined) throw unknownOption(command, token.rawName)
    readOption(
      command,
      { name, rawName: token.rawName, text: token.value, isInline: token.inlineValue },
      values,
    )
  }
  if (operands.length > command.mostOperands && !values.help) {
    throw new UsageError(
      `Too many arguments: ${operands.slice(command.mostOperands).join(' ')}.`,
      command.name,
    )
  }
  return { values, operands }
}

function parseConfig({ kind, short }: Option) {
  const type = kind === 'flag' ? ('boolean' as const) : ('string' as const)
  return short === undefined ? { type } : { type, short }
}

function unknownOption(command: Command, rawName: string): UsageError {
  const flags = command.options.map(flagOf)
  const nearest = rawName.startsWith('--') ? findNearestName(rawName, flags) : undefined
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return new UsageError(`millrace ${command.name} has no option ${rawName}.${hint}`, command.name)
}

interface Given {
  name: OptionName
  rawName: string
  text: string | undefined
  isInline: boolean | undefined
}

function readOption(command: Command, { name, rawName, text, isInline }: Given, values: OptionValues): void {
  const option = options[name]
  if (option.kind === 'flag') {
    const read = text === undefined ? { value: true } : readValue(option, text)
    if ('expected' in read) throw wrongValue(command, rawName, text, read.expected)
    Object.assign(values, { [name]: read.value })
    return
  }
  const looksLikeOption = !isInline && text !== undefined && text.length > 1 && text.startsWith('-')
  if (text === undefined || looksLikeOption) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.argument}`, command.name)
  }
  const read = readValue(option, text)
  if ('expected' in read) throw wrongValue(command, rawName, text, read.expected)
  const value =
    option.kind === 'list' ? [...((values[name] as string[] | undefined) ?? []), read.value] : read.value
  Object.assign(values, { [name]: value })
}

function wrongValue(
  command: Command,
  rawName: string,
  text: string | undefined,
  expected: string,
): UsageError {
  return new UsageError(`${rawName} cannot be "${text}": expected ${expected}.`, command.name)
}
