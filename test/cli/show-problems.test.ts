import { describe, expect, test } from 'vitest'
import { showProblems, summariseProblems } from '../../runtime/cli/show-problems.js'
import type { Problem } from '../../runtime/errors.js'

const plain = (_colour: string, text: string) => text
const problem = (more: Partial<Problem> = {}): Problem => ({
  code: 'UNKNOWN_NODE_TYPE',
  severity: 'error',
  message: 'No node type is called "mqtt on".',
  remedy: 'Did you mean "mqtt in"?',
  file: 'flows.json',
  line: 12,
  column: 3,
  ...more,
})

describe('problems for people', () => {
  test.each([
    {
      name: 'have place, severity, code, node, what is wrong and what to do',
      problem: problem({ node: { id: '3f2a', type: 'mqtt on', name: 'Pump' } }),
      expected: `flows.json:12:3: error UNKNOWN_NODE_TYPE, node 3f2a (mqtt on "Pump")
    No node type is called "mqtt on".
    Did you mean "mqtt in"?
`,
    },
    {
      name: 'put the node below where the line is full',
      problem: problem({
        file: 'a/long/way/to/the/flow/file.json',
        node: { id: '3f2a', type: 'mqtt on', name: '' },
      }),
      expected: `a/long/way/to/the/flow/file.json:12:3: error UNKNOWN_NODE_TYPE
    node 3f2a (mqtt on)
    No node type is called "mqtt on".
    Did you mean "mqtt in"?
`,
    },
    {
      name: 'name the file alone where all of it is meant',
      problem: problem({ line: 0, column: 0, severity: 'warning', remedy: '' }),
      expected: `flows.json: warning UNKNOWN_NODE_TYPE
    No node type is called "mqtt on".
`,
    },
    {
      name: 'fit 80 columns',
      problem: problem({ message: 'word '.repeat(30).trim(), remedy: '' }),
      expected: `flows.json:12:3: error UNKNOWN_NODE_TYPE
    word word word word word word word word word word word word word word word
    word word word word word word word word word word word word word word word
`,
    },
  ])('$name', ({ problem, expected }) => {
    expect(showProblems([problem], plain)).toBe(expected)
  })

  test.each([
    { severities: [], files: ['a.json'], expected: 'No problems in a.json.\n' },
    { severities: ['error'], files: ['a.json'], expected: '1 error in a.json.\n' },
    {
      severities: ['error', 'warning', 'warning'],
      files: ['a.json'],
      expected: '1 error and 2 warnings in a.json.\n',
    },
    { severities: ['warning'], files: ['a.json', 'b.json'], expected: '1 warning in 2 flows.\n' },
  ] as const)('are counted: $expected', ({ severities, files, expected }) => {
    const problems = severities.map((severity) => problem({ severity }))
    expect(summariseProblems(problems, files, plain)).toBe(expected)
  })
})
