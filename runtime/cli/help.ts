import { type Command, commands } from './commands.js'
import { flagOf, type OptionName, options, variableOf } from './options.js'
import { layOutPairs, wrapText } from './wrap-text.js'

/** The help of the program as a whole. */
export function programHelp(): string {
  return `${[
    'Millrace runs Node-RED flows: saved flow files and cookbook pages, unchanged.',
    `Usage: millrace <command> [options]`,
    `Commands:\n${layOutPairs(
      commands.map(({ usage, summary }) => [usage.replace(' [options]', ''), summary]),
      30,
    )}`,
    `Options:\n${layOutPairs([
      ['-h, --help', 'Show this help, or that of a command: millrace run --help'],
      ['-v, --version', 'Show the version.'],
    ])}`,
    exitCodes(),
  ].join('\n\n')}\n`
}

export function commandHelp(command: Command): string {
  const { usage, summary, details, examples } = command
  return `${[
    `Usage: ${usage}`,
    ...[summary, ...details].map((text) => wrapText(text)),
    `Options:\n${layOutPairs(command.options.map(optionPair))}`,
    ...notes(command),
    `Examples:\n${examples.map((example) => `  ${example}`).join('\n')}`,
    exitCodes(),
  ].join('\n\n')}\n`
}

function optionPair(name: OptionName): [string, string] {
  const { short, argument, description } = options[name]
  const flag = `${short ? `-${short}, ` : '    '}${flagOf(name)}`
  return [argument ? `${flag} ${argument}` : flag, description]
}

function notes(command: Command): string[] {
  const fromVariables = command.options.filter((name) => !options[name].isLocal)
  const [example] = fromVariables
  if (example === undefined) return []
  const notes = [
    `Each option but ${listLocal(command)} may also be set in the environment: ${variableOf(example)} stands for ${flagOf(example)}, and so on.`,
  ]
  if (command.options.includes('port')) {
    notes.push(
      'An option goes before the environment, and that before the settings file. PORT is read as well.',
    )
  }
  if (command.options.some((name) => options[name].kind === 'time')) {
    notes.push('A <time> is a number with a unit: 500ms, 30s, 2m or 1h. Without a unit it is milliseconds.')
  }
  return [wrapText(notes.join(' '))]
}

function listLocal(command: Command): string {
  const local = command.options.filter((name) => options[name].isLocal).map(flagOf)
  return `${local.slice(0, -1).join(', ')}${local.length > 1 ? ' and ' : ''}${local.at(-1)}`
}

function exitCodes(): string {
  const codes: Array<[string, string]> = [
    ['0', 'done, or stopped as asked'],
    ['1', 'the flow cannot run'],
    ['2', 'the command line is wrong'],
    ['3', 'stopped by a fault at run time'],
  ]
  return `Exit codes:\n${layOutPairs(codes)}`
}
