import { describe, expect, test } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { commands } from '../../runtime/cli/commands.js'
import { flagOf } from '../../runtime/cli/options.js'
import { runMillrace } from '../helpers/fake-terminal.js'

describe('the command line', () => {
  test.each([
    { name: 'no command: the help, as an error', args: [], code: 2, stderr: /Usage: millrace <command>/ },
    {
      name: 'a command that was mistyped',
      args: ['chekc'],
      code: 2,
      stderr: /"chekc" is not a command\. Did you mean "check"\?/,
    },
    {
      name: 'a command like no other',
      args: ['serve'],
      code: 2,
      stderr: /There are run, check, nodes, new-node,\s+node-html\./,
    },
    { name: 'a flow without a command', args: ['flows.json'], code: 2, stderr: /millrace run flows\.json/ },
    {
      name: 'an option without a command',
      args: ['--port', '1'],
      code: 2,
      stderr: /A command comes before the options/,
    },
    {
      name: 'an option that was mistyped',
      args: ['run', '--prot', '1'],
      code: 2,
      stderr: /no option --prot\. Did you mean --port\?/,
    },
    {
      name: 'an option like no other',
      args: ['run', '--zzzzz'],
      code: 2,
      stderr: /millrace run has no option --zzzzz\.\n/,
    },
    {
      name: "another command's option",
      args: ['check', 'a.json', '--watch'],
      code: 2,
      stderr: /millrace check has no option --watch/,
    },
    { name: 'a short option that there is not', args: ['run', '-x'], code: 2, stderr: /no option -x/ },
    {
      name: 'an option without its value',
      args: ['run', '--port'],
      code: 2,
      stderr: /--port needs a value: --port <number>/,
    },
    {
      name: 'an option before another',
      args: ['run', '--host', '--watch'],
      code: 2,
      stderr: /--host needs a value/,
    },
    {
      name: 'a port that is no number',
      args: ['run', '--port', 'http'],
      code: 2,
      stderr: /--port cannot be "http": expected a whole number from 0\s+to 65535/,
    },
    {
      name: 'a port that is too high',
      args: ['run', '-p', '65536'],
      code: 2,
      stderr: /-p cannot be "65536"/,
    },
    {
      name: 'a time that is none',
      args: ['run', '--drain-timeout', 'soon'],
      code: 2,
      stderr: /a time such as 500ms/,
    },
    {
      name: 'a choice that there is not',
      args: ['run', '--log-format', 'xml'],
      code: 2,
      stderr: /expected text or json/,
    },
    {
      name: 'a flag with a value that is none',
      args: ['run', '--watch=maybe'],
      code: 2,
      stderr: /expected true or false/,
    },
    {
      name: 'two flows to run',
      args: ['run', 'a.json', 'b.json'],
      code: 2,
      stderr: /Too many arguments: b\.json/,
    },
    { name: 'nothing to check', args: ['check'], code: 2, stderr: /Name the flows to check/ },
    {
      name: 'watching standard input',
      args: ['run', '-', '--watch'],
      code: 2,
      stderr: /--watch needs a file/,
    },
    { name: 'help for what is no command', args: ['help', 'chekc'], code: 2, stderr: /Did you mean "check"/ },
  ])('tells what is wrong: $name', async ({ args, code, stderr }) => {
    const result = await runMillrace(args)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toMatch(stderr)
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  test.each([
    {
      name: 'an environment variable with a wrong value',
      env: { MILLRACE_PORT: 'x' },
      stderr: /variable MILLRACE_PORT cannot be "x".*--port/s,
    },
    { name: 'PORT with a wrong value', env: { PORT: 'x' }, stderr: /variable PORT cannot be "x"/ },
    {
      name: 'an --env-file that is not there',
      env: { MILLRACE_ENV_FILE: 'none.env' },
      stderr: /none\.env of --env-file does not\s+exist/,
    },
  ])('tells what is wrong: $name', async ({ env, stderr }) => {
    const result = await runMillrace(['run'], { env })
    expect(result.stderr).toMatch(stderr)
  })

  test.each([['--version'], ['-v']])('%s gives the version', async (flag) => {
    expect(await runMillrace([flag])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })
})

describe('help', () => {
  const pages = [
    ['--help'],
    ['-h'],
    ['help'],
    ...commands.flatMap(({ name }) => [
      [name, '--help'],
      ['help', name],
    ]),
  ]
  test.each(pages)('millrace %s %s fits 80 columns and ends well', async (...args) => {
    const { code, stdout, stderr } = await runMillrace(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(stdout).not.toMatch(/[ \t]\n/)
  })

  test('the help of the program names each command', async () => {
    const { stdout } = await runMillrace(['--help'])
    for (const { name, summary } of commands) {
      expect(stdout).toContain(`millrace ${name}`)
      expect(stdout).toContain(summary)
    }
  })

  test.each(commands.map((command) => ({ name: command.name, command })))(
    'that of $name names each of its options and the exit codes',
    async ({ name, command }) => {
      const { stdout } = await runMillrace([name, '--help'])
      for (const option of command.options) expect(stdout).toContain(flagOf(option))
      expect(stdout).toMatch(/Exit codes:\n +0 .*\n +1 .*\n +2 .*\n +3 /)
    },
  )

  test('it is shown whatever else is on the line', async () => {
    const { code, stdout } = await runMillrace(['run', 'a', 'b', '--help'])
    expect({ code, start: stdout.slice(0, 13) }).toEqual({ code: 0, start: 'Usage: millra' })
  })
})
