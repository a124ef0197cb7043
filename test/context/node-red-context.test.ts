import { describe, expect, test } from 'vitest'
import { createNodeRedContext } from '../../runtime/context/node-red-context.js'
import { openContexts } from './helpers.js'

const later = {
  get: async (_scope: string, key: string) => `later ${key}`,
  async set() {
    throw new Error('full')
  },
  keys: async () => ['k'],
  async delete() {},
  async clean() {},
}

async function makeContext() {
  const setting = {
    default: 'mem',
    mem: { module: 'memory' },
    other: { module: 'memory' },
    later: { module: later },
  }
  const { contexts } = await openContexts(setting)
  return createNodeRedContext(contexts.flow('f'))
}

/** The arguments that a call hands to its callback. */
const called = (call: (callback: (...values: unknown[]) => void) => void) =>
  new Promise<unknown[]>((resolve) => call((...values) => resolve(values)))

describe('context as function nodes use it', () => {
  test('get, set and keys', async () => {
    const flow = await makeContext()
    flow.set('a.b', 1)
    flow.set('a', 2, 'other')
    expect(flow.get('a')).toEqual({ b: 1 })
    expect(flow.get('a', 'other')).toBe(2)
    expect(flow.keys()).toEqual(['a'])
    expect(flow.keys('other')).toEqual(['a'])
    expect(flow.get('missing')).toBeUndefined()
  })

  test.each<[value: unknown, stored: unknown[]]>([
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
    [[1], [1, null, null]],
    ['v', ['v', null, null]],
  ])('a list of keys set to %j', async (value, stored) => {
    const flow = await makeContext()
    flow.set(['x', 'y', 'z'], value)
    expect(flow.get(['x', 'y', 'z', 'nothing'])).toEqual([...stored, undefined])
  })

  test('with callbacks', async () => {
    const flow = await makeContext()
    expect(await called((callback) => flow.set('a', 1, callback))).toEqual([])
    expect(await called((callback) => flow.set(['b', 'c'], [2, 3], 'other', callback))).toEqual([])
    expect(await called((callback) => flow.get('a', callback))).toEqual([undefined, 1])
    expect(await called((callback) => flow.get(['b', 'c', 'd'], 'other', callback))).toEqual([
      undefined,
      2,
      3,
      undefined,
    ])
    expect(await called((callback) => flow.keys(callback))).toEqual([null, ['a']])
    expect(await called((callback) => flow.keys('later', callback))).toEqual([null, ['k']])
    expect(await called((callback) => flow.get(['a', 'b'], 'later', callback))).toEqual([
      undefined,
      'later a',
      'later b',
    ])
  })

  test('a value in memory is handed to the callback before get returns', async () => {
    const flow = await makeContext()
    flow.set('a', 1)
    const order: unknown[] = []
    flow.get('a', (_error, value) => order.push(value))
    order.push('returned')
    expect(order).toEqual([1, 'returned'])
  })

  test('errors go to the callback where there is one', async () => {
    const flow = await makeContext()
    const bad = expect.objectContaining({ code: 'BAD_PROPERTY' })
    expect(await called((callback) => flow.get('a[', callback))).toEqual([bad, undefined])
    expect(await called((callback) => flow.set('a[', 1, callback))).toEqual([bad])
    expect(await called((callback) => flow.set('a', 1, 'later', callback))).toEqual([
      expect.objectContaining({ message: 'full' }),
    ])
    expect(() => flow.get('a[')).toThrow(bad)
    expect(() => flow.set('a[', 1)).toThrow(bad)
  })

  test.each<unknown>(['', 5, null, undefined, [], ['a', '']])('%j is no key', async (key) => {
    const flow = await makeContext()
    const bad = expect.objectContaining({ code: 'BAD_ARGUMENT' })
    expect(() => flow.get(key as string)).toThrow(bad)
    expect(() => flow.set(key as string, 1)).toThrow(bad)
  })

  test('what is no function is no callback', async () => {
    const flow = await makeContext()
    const callback = 'x' as unknown as () => void
    const bad = expect.objectContaining({ code: 'BAD_ARGUMENT' })
    expect(() => flow.get('a', 'mem', callback)).toThrow(bad)
    expect(() => flow.set('a', 1, 'mem', callback)).toThrow(bad)
    expect(() => flow.keys('mem', callback)).toThrow(bad)
  })
})
