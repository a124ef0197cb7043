import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder, openContexts } from './helpers.js'

describe('context', () => {
  test('keeps the node, flow and global scopes apart', async () => {
    const { contexts } = await openContexts()
    const scopes = [
      contexts.node('n1', 'f1'),
      contexts.node('n2', 'f1'),
      contexts.flow('f1'),
      contexts.flow('f2'),
      contexts.global,
    ]
    for (const [index, scope] of scopes.entries()) scope.set('a', index)
    expect(scopes.map((scope) => scope.get('a'))).toEqual([0, 1, 2, 3, 4])
    expect(contexts.node('n1', 'f1').get('a')).toBe(0)
  })

  test.each<[what: string, key: string, value: unknown, kept: Record<string, unknown>]>([
    ['a key', 'b', 1, { a: { x: 0 }, b: 1 }],
    ['a property expression', 'q.w[0].e', 5, { a: { x: 0 }, q: { w: [{ e: 5 }] } }],
    ['undefined, which deletes', 'a', undefined, {}],
    ['nothing where the way leads through a number', 'a.x.y', 1, { a: { x: 0 } }],
  ])('sets %s', async (_what, key, value, kept) => {
    const { contexts } = await openContexts()
    const flow = contexts.flow('f')
    flow.set('a', { x: 0 })
    flow.set(key, value)
    expect(Object.fromEntries(flow.keys().map((name) => [name, flow.get(name)]))).toEqual(kept)
  })

  test('hands over what memory holds by reference', async () => {
    const { contexts } = await openContexts()
    const value = { a: 1 }
    contexts.global.set('v', value)
    expect(contexts.global.get('v')).toBe(value)
  })

  test.each(['toString', '__proto__', 'constructor', 'missing.deeper'])(
    'has nothing under %s',
    async (key) => {
      const { contexts } = await openContexts()
      expect(contexts.flow('f').get(key)).toBeUndefined()
      contexts.flow('f').set('a', 1)
      expect(contexts.flow('f').get(key)).toBeUndefined()
    },
  )

  test('refuses a key that is no property expression', async () => {
    const { contexts } = await openContexts()
    expect(() => contexts.flow('f').get('a[')).toThrow(expect.objectContaining({ code: 'BAD_PROPERTY' }))
    await expect(contexts.flow('f').setAsync('a[', 1)).rejects.toMatchObject({ code: 'BAD_PROPERTY' })
  })

  test('$parent leads from a subflow instance to the flow it is in, and further', async () => {
    const { contexts } = await openContexts()
    const tab = contexts.flow('tab')
    const outer = contexts.flow('outer', ['tab'])
    const inner = contexts.flow('inner', ['outer', 'tab'])
    tab.set('k', 1)
    inner.set('$parent.k', 2)
    expect(outer.get('k')).toBe(2)
    expect(inner.get('$parent.$parent.k')).toBe(1)
    expect(outer.get('$parent.k')).toBe(1)
    expect(inner.get('#:(memory)::$parent.k')).toBe(2)
  })

  test('$parent of the outermost flow is nothing, and not the global context', async () => {
    const { contexts } = await openContexts()
    contexts.global.set('k', 1)
    contexts.flow('tab').set('$parent.k', 2)
    expect(contexts.flow('tab').get('$parent.k')).toBeUndefined()
    expect(contexts.flow('tab').keys()).toEqual([])
    expect(contexts.global.get('k')).toBe(1)
  })

  test('deletes what belongs to nodes and flows that are gone', async () => {
    const { contexts } = await openContexts()
    const all = [
      contexts.node('n1', 'f1'),
      contexts.node('n2', 'f1'),
      contexts.flow('f1'),
      contexts.flow('f2'),
      contexts.global,
    ]
    for (const scope of all) scope.set('a', 1)
    await contexts.clean(['n1'], ['f1'])
    expect(all.map((scope) => scope.get('a'))).toEqual([1, undefined, 1, undefined, 1])
    await contexts.removeNode('n1', 'f1')
    await contexts.removeFlow('f1')
    expect(all.map((scope) => scope.get('a'))).toEqual([undefined, undefined, undefined, undefined, 1])
  })
})

describe('global seeds', () => {
  test('are there, by reference, until a store has a value, per property', async () => {
    const seed = { a: 1, b: 2 }
    const { contexts } = await openContexts(undefined, { seedGlobal: { seed } })
    expect(contexts.global.get('seed')).toBe(seed)
    contexts.global.set('seed.a', 5)
    expect(contexts.global.get('seed')).toEqual({ a: 5 })
    expect(contexts.global.get('seed.b')).toBe(2)
    contexts.global.set('seed', undefined)
    expect(contexts.global.get('seed')).toBe(seed)
  })

  test('are listed first, and come from the settings', async () => {
    const { contexts } = await openContexts(undefined, {
      settings: { functionGlobalContext: { fn: () => 5 } },
    })
    contexts.global.set('own', 1)
    contexts.global.set('fn', undefined)
    expect(contexts.global.keys()).toEqual(['fn', 'own'])
    expect(await contexts.global.keysAsync()).toEqual(['fn', 'own'])
    expect((contexts.global.get('fn') as () => number)()).toBe(5)
    expect(await contexts.global.getAsync('fn')).toBe(contexts.global.read('#:(memory)::fn'))
  })
})

describe('contextStorage', () => {
  const memory = { module: 'memory' }

  test.each<[what: string, setting: unknown, stores: string[], defaultName: string]>([
    ['nothing', undefined, ['memory'], 'memory'],
    ['an empty setting', {}, ['memory'], 'memory'],
    ['a default store', { default: memory }, ['default'], 'default'],
    ['no default: the first', { b: memory, a: memory }, ['b', 'a'], 'b'],
    ['an alias', { default: 'a', b: memory, a: memory }, ['b', 'a'], 'a'],
    ['the reserved name _', { _: memory }, ['memory'], 'memory'],
  ])('with %s', async (_what, setting, stores, defaultName) => {
    const { contexts } = await openContexts(setting)
    expect(contexts.listStores()).toEqual({ default: defaultName, stores })
  })

  test.each<[setting: unknown, says: string]>([
    [{ default: 'zz', a: memory }, 'default'],
    [{ default: 'zz' }, 'default'],
    [{ 'a-b': memory }, 'a-b'],
    [{ a: { module: 'no-such-package' } }, 'no-such-package'],
    [{ a: {} }, 'no module'],
    [{ a: { module: {} } }, 'get, set, keys'],
  ])('%j is refused', async (setting, says) => {
    await expect(openContexts(setting)).rejects.toEqual(
      expect.objectContaining({ code: 'BAD_SETTINGS', message: expect.stringContaining(says) }),
    )
  })

  test('several stores at once, named by argument or in the key', async () => {
    const { contexts } = await openContexts({ default: 'one', one: memory, two: memory })
    const flow = contexts.flow('f')
    flow.set('a', 1)
    flow.set('a', 2, 'two')
    flow.set('#:(two)::b', 3)
    expect([
      flow.get('a'),
      flow.get('a', 'two'),
      flow.get('#:(two)::a'),
      flow.get('b'),
      flow.get('b', 'two'),
    ]).toEqual([1, 2, 2, undefined, 3])
    expect(flow.get('a', 'default')).toBe(1)
    expect(flow.keys('two')).toEqual(['a', 'b'])
  })

  test('a store that there is not is the default one, with one warning', async () => {
    const { contexts, logged } = await openContexts({ default: memory })
    contexts.flow('f').set('a', 1, 'nope')
    expect(contexts.flow('f').get('a', 'nope')).toBe(1)
    expect(contexts.flow('f').get('a')).toBe(1)
    expect(logged).toEqual([expect.stringMatching(/^warn: .*"nope"/)])
  })

  test('a package of the user folder is a store', async () => {
    const userDir = makeFolder()
    const folder = join(userDir, 'node_modules', 'my-store')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"name":"my-store","main":"index.cjs"}')
    writeFileSync(
      join(folder, 'index.cjs'),
      'module.exports = (config) => ({ get: () => config.answer, set() {}, keys: () => [], delete() {}, clean() {} })',
    )
    const setting = { default: { module: 'my-store', config: { answer: 42 } } }
    const { contexts } = await openContexts(setting, { userDir })
    expect(contexts.flow('f').get('anything')).toBe(42)
  })
})
