import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../../runtime/cli/commands.js'
import { parseArguments } from '../../runtime/cli/parse-arguments.js'
import { addFromEnvironment, readEnvironment } from '../../runtime/cli/read-environment.js'

const run = commands.find(({ name }) => name === 'run')!

describe('arguments', () => {
  test.each([
    { name: 'an option and its value', args: ['--port', '8080'], expected: { port: 8080 } },
    { name: 'an option and its value in one', args: ['--port=8080'], expected: { port: 8080 } },
    { name: 'a short option', args: ['-p', '8080'], expected: { port: 8080 } },
    { name: 'port 0', args: ['--port', '0'], expected: { port: 0 } },
    { name: 'the last of several', args: ['--port', '1', '--port', '2'], expected: { port: 2 } },
    { name: 'all of a list', args: ['--nodes', 'a', '--nodes=b'], expected: { nodes: ['a', 'b'] } },
    { name: 'a flag', args: ['--watch'], expected: { watch: true } },
    { name: 'a flag set to false', args: ['--watch=false'], expected: { watch: false } },
    { name: 'a time in milliseconds', args: ['--drain-timeout', '250'], expected: { drainTimeout: 250 } },
    { name: 'a time in seconds', args: ['--drain-timeout', '1.5s'], expected: { drainTimeout: 1500 } },
    { name: 'a time in minutes', args: ['--request-timeout', '2m'], expected: { requestTimeout: 120_000 } },
    { name: 'no time limit', args: ['--request-timeout', '0'], expected: { requestTimeout: 0 } },
    {
      name: 'a value that starts with a dash',
      args: ['--credentials=-a.json'],
      expected: { credentials: '-a.json' },
    },
    { name: 'a choice', args: ['--sandbox', 'trusted'], expected: { sandbox: 'trusted' } },
  ])('$name', ({ args, expected }) => {
    expect(parseArguments(run, args)).toEqual({ values: expected, operands: [] })
  })

  test.each([
    { name: 'the flow may stand anywhere', args: ['--watch', 'a.json', '--port', '1'], operands: ['a.json'] },
    { name: 'standard input is an operand', args: ['-', '--port', '1'], operands: ['-'] },
    { name: 'after -- everything is', args: ['--', '--port'], operands: ['--port'] },
  ])('$name', ({ args, operands }) => {
    expect(parseArguments(run, args).operands).toEqual(operands)
  })
})

describe('the environment', () => {
  test.each([
    {
      name: 'fills what the command line leaves open',
      values: {},
      env: { MILLRACE_PORT: '1' },
      expected: { port: 1 },
    },
    {
      name: 'gives way to the command line',
      values: { port: 2 },
      env: { MILLRACE_PORT: '1' },
      expected: { port: 2 },
    },
    { name: 'has PORT as well', values: {}, env: { PORT: '1' }, expected: { port: 1 } },
    {
      name: 'puts its own names before PORT',
      values: {},
      env: { PORT: '1', MILLRACE_PORT: '2' },
      expected: { port: 2 },
    },
    {
      name: 'has flags',
      values: {},
      env: { MILLRACE_LENIENT: '1', MILLRACE_WATCH: 'no' },
      expected: { lenient: true, watch: false },
    },
    {
      name: 'has names of two words',
      values: {},
      env: { MILLRACE_USER_DIR: 'home' },
      expected: { userDir: 'home' },
    },
    {
      name: 'has lists',
      values: {},
      env: { MILLRACE_NODES: `a${delimiter}b` },
      expected: { nodes: ['a', 'b'] },
    },
    { name: 'counts an empty variable as unset', values: {}, env: { MILLRACE_PORT: '' }, expected: {} },
    {
      name: 'does not choose what one call does',
      values: {},
      env: { MILLRACE_FLOW: '1', MILLRACE_HELP: '1' },
      expected: {},
    },
  ])('$name', ({ values, env, expected }) => {
    expect(addFromEnvironment(run, values, env)).toEqual(expected)
  })

  test('files lie under the environment, and a later file over an earlier one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'))
    writeFileSync(join(folder, 'a.env'), '\uFEFFA=1\nB="two words" # note\nC=3\n')
    writeFileSync(join(folder, 'b.env'), 'C=4\n')
    expect(readEnvironment(['a.env', 'b.env'], { A: 'mine' }, folder)).toEqual({
      A: 'mine',
      B: 'two words',
      C: '4',
    })
    rmSync(folder, { recursive: true })
  })
})
