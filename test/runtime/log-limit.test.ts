import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LogEntry } from '../../runtime/log.js'
import { LogLimit } from '../../runtime/log-limit.js'

const node = { id: 'n1', type: 'function', name: '', z: 't', path: 't/n1' }
const entry = (message: string, more: Partial<LogEntry> = {}): LogEntry => ({
  level: 'warn',
  message,
  time: 0,
  node,
  ...more,
})

describe('lines of the log that are alike', () => {
  let written: string[]
  let limit: LogLimit
  beforeEach(() => {
    vi.useFakeTimers()
    written = []
    limit = new LogLimit(({ message }) => written.push(message))
  })
  afterEach(() => vi.useRealTimers())

  const pass = (count: number, make: (index: number) => LogEntry) => {
    for (let index = 0; index < count; index++) limit.pass(make(index))
  }

  test('are written a hundred times a second, and then counted', () => {
    pass(250, () => entry('Again.'))
    expect(written).toHaveLength(100)
    vi.advanceTimersByTime(1000)
    expect(written.slice(100)).toEqual(['Again. (150 more such lines left out)'])
  })

  test('are written again a second later', () => {
    pass(101, () => entry('Again.'))
    vi.advanceTimersByTime(1000)
    pass(1, () => entry('Again.'))
    expect(written.at(-1)).toBe('Again.')
  })

  test('are counted at once when the log ends', () => {
    pass(101, () => entry('Again.'))
    limit.flush()
    expect(written.at(-1)).toBe('Again. (1 more such lines left out)')
  })

  test.each<{ name: string; make(index: number): LogEntry }>([
    { name: 'other texts are all written', make: (index) => entry(`Line ${index}`) },
    {
      name: 'other nodes are counted by themselves',
      make: (index) => entry('Again.', { node: { ...node, path: `t/${index}` } }),
    },
    {
      name: 'other levels are counted by themselves',
      make: (index) => entry('Again.', { level: index % 2 === 0 ? 'warn' : 'info' }),
    },
    {
      name: 'what debug nodes show is all written',
      make: () => entry('', { debug: { property: 'payload', value: 1, message: {} } }),
    },
  ])('$name', ({ make }) => {
    pass(200, make)
    expect(written).toHaveLength(200)
  })

  test('do not keep more than some kinds in memory', () => {
    pass(100_000, (index) => entry(`Line ${index}`))
    expect(written).toHaveLength(100_000)
  })
})
