import { describe, expect, test } from 'vitest'
import { createLogWriter } from '../../runtime/cli/log-writer.js'
import type { OptionValues } from '../../runtime/cli/options.js'
import type { LogEntry } from '../../runtime/log.js'
import { type FakeTerminalOptions, fakeTerminal } from '../helpers/fake-terminal.js'

const time = new Date(2026, 0, 2, 3, 4, 5, 67).getTime()
const node = { id: '3f2a', type: 'function', name: 'scale', z: 't1', path: 't1/3f2a' }

function logged(
  entry: Partial<LogEntry>,
  values: OptionValues = {},
  terminalOptions?: FakeTerminalOptions,
): string {
  const { terminal, written } = fakeTerminal(terminalOptions)
  createLogWriter(values, terminal).write({ level: 'info', message: 'Text.', time, ...entry })
  return written.stderr
}

const debug = (value: unknown, property = 'payload'): Partial<LogEntry> => ({
  debug: { property, value, message: {} },
})

describe('the log as text', () => {
  test.each<{ name: string; entry: Partial<LogEntry>; expected: string }>([
    { name: 'has time, level and message', entry: {}, expected: '03:04:05.067 info  Text.\n' },
    {
      name: 'names the node',
      entry: { level: 'error', node },
      expected: '03:04:05.067 error [function:scale] Text.\n',
    },
    {
      name: 'names a node without a name by its id',
      entry: { node: { ...node, name: '' } },
      expected: '03:04:05.067 info  [function:3f2a] Text.\n',
    },
    {
      name: 'indents further lines',
      entry: { message: 'One\r\ntwo\nthree' },
      expected: '03:04:05.067 info  One\n    two\n    three\n',
    },
    {
      name: 'shows a text of a debug node as it is',
      entry: debug('a b'),
      expected: '03:04:05.067 info  msg.payload = a b\n',
    },
    { name: 'shows a number', entry: debug(1.5), expected: '03:04:05.067 info  msg.payload = 1.5\n' },
    {
      name: 'shows an object',
      entry: debug({ a: [1] }),
      expected: '03:04:05.067 info  msg.payload = { a: [ 1 ] }\n',
    },
    {
      name: 'shows a text of several lines below',
      entry: debug('one\ntwo'),
      expected: '03:04:05.067 info  msg.payload =\n    one\n    two\n',
    },
    {
      name: 'shows an error that is a value by its message',
      entry: debug(Object.assign(new Error('no'), { stack: 'Error: no' }), 'error'),
      expected: '03:04:05.067 info  msg.error = [Error: no]\n',
    },
    {
      name: 'shows the bytes of a Buffer',
      entry: debug(Buffer.from('abc')),
      expected: '03:04:05.067 info  msg.payload = <Buffer 61 62 63>\n',
    },
    {
      name: 'shows a complete message without its request and response',
      entry: debug({ payload: 1, req: { headers: { authorization: 'Bearer x' } }, res: {} }, ''),
      expected: "03:04:05.067 info  { payload: 1, req: '[request]', res: '[response]' }\n",
    },
    {
      name: 'leaves out the stack of an error',
      entry: { level: 'error', error: new Error('x') },
      expected: '03:04:05.067 error Text.\n',
    },
  ])('$name', ({ entry, expected }) => {
    expect(logged(entry)).toBe(expected)
  })

  test('does not let a value say how it is shown', () => {
    const value = { [Symbol.for('nodejs.util.inspect.custom')]: () => 'mine' }
    expect(logged(debug(value))).not.toContain('mine')
  })

  test('shows where in the code an error arose to those who debug', () => {
    const error = Object.assign(new Error('x'), { stack: 'Error: x\n    at scale' })
    expect(logged({ error }, { logLevel: 'debug' })).toBe(
      '03:04:05.067 info  Text.\n    Error: x\n        at scale\n',
    )
  })

  test('leaves out what is below its level', () => {
    const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
    expect(levels.filter((level) => logged({ level }, { logLevel: 'warn' }) !== '')).toEqual([
      'fatal',
      'error',
      'warn',
    ])
  })

  test.each([
    { name: 'a terminal', options: { isTTY: true }, expected: true },
    { name: 'a file or a pipe', options: {}, expected: false },
    { name: 'a terminal with NO_COLOR', options: { isTTY: true, env: { NO_COLOR: '1' } }, expected: false },
    {
      name: 'a terminal with an empty NO_COLOR',
      options: { isTTY: true, env: { NO_COLOR: '' } },
      expected: true,
    },
    { name: 'a terminal that is dumb', options: { isTTY: true, env: { TERM: 'dumb' } }, expected: false },
    { name: 'a pipe with FORCE_COLOR', options: { env: { FORCE_COLOR: '1' } }, expected: true },
    {
      name: 'a terminal with FORCE_COLOR=0',
      options: { isTTY: true, env: { FORCE_COLOR: '0' } },
      expected: false,
    },
    { name: 'a pipe with both', options: { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, expected: false },
  ])('$name has colours: $expected', ({ options, expected }) => {
    expect(logged({ level: 'error' }, {}, options).includes('\u001B[')).toBe(expected)
  })
})

describe('the log as JSON', () => {
  const line = (entry: Partial<LogEntry>) => {
    const text = logged(entry, { logFormat: 'json' })
    expect(text.match(/\n/g)).toHaveLength(1)
    return JSON.parse(text)
  }

  test('is an object a line', () => {
    expect(line({ node, message: 'a\nb' })).toEqual({
      time: new Date(time).toISOString(),
      level: 'info',
      message: 'a\nb',
      node,
    })
  })

  test.each<{ name: string; value: unknown; expected: unknown }>([
    { name: 'an object', value: { a: [1, null] }, expected: { a: [1, null] } },
    { name: 'nothing', value: undefined, expected: null },
    {
      name: 'a whole number beyond all numbers',
      value: { a: 2n ** 70n },
      expected: { a: '1180591620717411303424' },
    },
    { name: 'a function', value: () => 1, expected: '[Function: value]' },
  ])('has the value of a debug node: $name', ({ value, expected }) => {
    expect(line(debug(value))).toMatchObject({ property: 'payload', value: expected })
  })

  test('leaves out the request and response of a complete message', () => {
    const { value } = line(debug({ payload: 1, req: { headers: {} }, res: {} }, ''))
    expect(value).toEqual({ payload: 1, req: '[request]', res: '[response]' })
  })

  test('shows a value with a cycle as text', () => {
    const value: Record<string, unknown> = {}
    value.self = value
    expect(line(debug(value)).value).toMatch(/\[Circular/)
  })

  test('has an error with its code', () => {
    const error = Object.assign(new Error('no'), { code: 'NODE_FAILED', stack: 'at' })
    expect(line({ error }).error).toEqual({ name: 'Error', message: 'no', code: 'NODE_FAILED', stack: 'at' })
  })

  test('has whatever else was thrown', () => {
    expect(line({ error: 'no' }).error).toEqual({ message: "'no'" })
  })
})
