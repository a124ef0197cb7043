import { describe, expect, test } from 'vitest'
import type { ContextPlugin } from '../../runtime/context/driver.js'
import { openContexts } from './helpers.js'

function createLaterStore(calls: unknown[][] = []): ContextPlugin {
  const values = new Map<string, unknown>()
  return {
    async open() {
      calls.push(['open'])
    },
    get: async (scope, key) => values.get(`${scope} ${key}`),
    async set(scope, key, value) {
      calls.push(['set', scope, key, value])
      if (value === 'bad') throw new Error('too bad')
      values.set(`${scope} ${key}`, value)
    },
    keys: async (scope) =>
      [...values.keys()].filter((name) => name.startsWith(`${scope} `)).map((name) => name.split(' ')[1]!),
    async delete(scope) {
      calls.push(['delete', scope])
    },
    async clean(activeIds) {
      calls.push(['clean', ...activeIds])
    },
    async close() {
      calls.push(['close'])
    },
  }
}

/** A store of the form that Node-RED documents: everything by callback, `get` also without where it can. */
class CallbackStore {
  readonly values = new Map<string, unknown>()
  constructor(readonly config: { prefix: string }) {}
  open() {
    return Promise.resolve()
  }
  close() {
    return Promise.resolve()
  }
  get(scope: string, key: string, callback: (error: unknown, value?: unknown) => void) {
    const value = this.values.get(this.config.prefix + scope + key)
    if (typeof callback !== 'function') return value
    setImmediate(() => (key === 'fails' ? callback(new Error('no')) : callback(null, value)))
  }
  set(scope: string, key: string, value: unknown, callback?: (error?: unknown) => void) {
    this.values.set(this.config.prefix + scope + key, value)
    if (callback) setImmediate(callback)
  }
  keys(_scope: string, callback: (error: unknown, keys?: string[]) => void) {
    callback(null, ['x'])
  }
  delete() {
    return Promise.resolve()
  }
  clean() {
    return Promise.resolve()
  }
}

describe('a store of a package', () => {
  test('is asked and told by promises', async () => {
    const calls: unknown[][] = []
    const { contexts } = await openContexts({ default: { module: createLaterStore(calls) } })
    const node = contexts.node('n', 'f')
    await node.setAsync('a', 1)
    await node.write('b', 2)
    expect(await node.getAsync('a')).toBe(1)
    expect(await node.read('b')).toBe(2)
    expect(await node.keysAsync()).toEqual(['a', 'b'])
    await contexts.removeNode('n', 'f')
    await contexts.clean(['n'], ['f'])
    await contexts.close()
    expect(calls).toEqual([
      ['open'],
      ['set', 'n:f', 'a', 1],
      ['set', 'n:f', 'b', 2],
      ['delete', 'n:f'],
      ['clean', 'n', 'f'],
      ['close'],
    ])
  })

  test('that answers later says so when asked at once', async () => {
    const { contexts } = await openContexts({ default: { module: createLaterStore() } })
    expect(() => contexts.global.get('a')).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT', message: expect.stringContaining('"default"') }),
    )
  })

  test('that does not take a value is an error for who waits, and is said otherwise', async () => {
    const { contexts, logged } = await openContexts({ default: { module: createLaterStore() } })
    await expect(contexts.global.setAsync('a', 'bad')).rejects.toThrow('too bad')
    contexts.global.set('a', 'bad')
    await new Promise(setImmediate)
    expect(logged).toEqual([expect.stringMatching(/^error: .*"a".*too bad/)])
  })

  test('of the form of Node-RED works by callback, and gets its configuration', async () => {
    const setting = {
      default: { module: (config: { prefix: string }) => new CallbackStore(config), config: { prefix: 'p' } },
    }
    const { contexts } = await openContexts(setting)
    const flow = contexts.flow('f')
    await flow.setAsync('a', 1)
    expect(await flow.getAsync('a')).toBe(1)
    expect(await flow.read('a')).toBe(1)
    expect(flow.get('a')).toBe(1)
    expect(await flow.keysAsync()).toEqual(['x'])
    await expect(flow.getAsync('fails')).rejects.toThrow('no')
    await contexts.close()
  })

  test('seeds of the global context stand in for what it has not', async () => {
    const { contexts } = await openContexts(
      { default: { module: createLaterStore() } },
      { seedGlobal: { s: { a: 1 } } },
    )
    expect(await contexts.global.read('s.a')).toBe(1)
    expect(await contexts.global.keysAsync()).toEqual(['s'])
    await contexts.global.setAsync('s.a', 2)
    expect(await contexts.global.getAsync('s.a')).toBe(2)
  })
})
