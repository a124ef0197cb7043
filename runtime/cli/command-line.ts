import { findNearestName } from '../load/nearest-name.js'
import { type Command, commands } from './commands.js'
import { commandHelp, programHelp } from './help.js'
import { parseArguments } from './parse-arguments.js'
import { addFromEnvironment, readEnvironment } from './read-environment.js'
import { showFailure } from './show-failure.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'
import { version } from './version.js'

/** Runs the command that the arguments name, and gives the exit code. Never rejects. */
export async function runCommandLine(args: string[], terminal: Terminal): Promise<number> {
  try {
    return await runCommand(args, terminal)
  } catch (error) {
    return showFailure(error, terminal)
  }
}

async function runCommand([name, ...args]: string[], terminal: Terminal): Promise<number> {
  if (name === undefined) {
    terminal.stderr.write(programHelp())
    return 2
  }
  if (['--help', '-h', 'help'].includes(name)) return showHelp(args[0], terminal)
  if (['--version', '-v'].includes(name)) return write(terminal, `${version}\n`)

  const command = findCommand(name)
  const { values, operands } = parseArguments(command, args)
  if (values.help) return write(terminal, commandHelp(command))

  const ownFiles = values.envFile ?? addFromEnvironment(command, {}, terminal.env).envFile
  const env = readEnvironment(ownFiles ?? [], terminal.env, terminal.cwd)
  return command.run({ values: addFromEnvironment(command, values, env), operands, env, terminal })
}

function showHelp(name: string | undefined, terminal: Terminal): number {
  return write(terminal, name === undefined ? programHelp() : commandHelp(findCommand(name)))
}

function write({ stdout }: Terminal, text: string): number {
  stdout.write(text)
  return 0
}

function findCommand(name: string): Command {
  const command = commands.find((each) => each.name === name)
  if (command) return command
  if (name.startsWith('-')) throw new UsageError(`A command comes before the options: millrace run ${name} …`)
  if (/\.(json|md|markdown)$/i.test(name)) {
    throw new UsageError(`"${name}" is not a command. To run it: millrace run ${name}`)
  }
  const names = commands.map((each) => each.name)
  const nearest = findNearestName(name, names)
  const hint = nearest === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${nearest}"?`
  throw new UsageError(`"${name}" is not a command. ${hint}`)
}
