import { describe, expect, test, vi } from 'vitest'
import type { RouteMethod } from '../../runtime/http/door.js'
import { type Route, RouteTable } from '../../runtime/http/route-table.js'

const loose = { caseSensitive: false, strict: false }

function tableOf(paths: string[], method: RouteMethod = 'get'): RouteTable {
  const table = new RouteTable(loose)
  for (const path of paths) table.add(path, { method, path }, () => {})
  return table
}

describe('a table of routes', () => {
  test.each([
    { name: 'a literal path before a pattern', paths: ['/a/b', '/a/:x'], requested: '/a/b', found: '/a/b' },
    { name: 'a pattern before a literal path', paths: ['/a/:x', '/a/b'], requested: '/a/b', found: '/a/:x' },
    { name: 'the first of two equal paths', paths: ['/A', '/a/'], requested: '/a', found: '/A' },
    { name: 'a short prefix before a long one', paths: ['/*', '/a/b/:x'], requested: '/a/b/c', found: '/*' },
    {
      name: 'a long prefix before a short one',
      paths: ['/a/b/:x', '/*'],
      requested: '/a/b/c',
      found: '/a/b/:x',
    },
    { name: 'a pattern that can do without its end', paths: ['/a/:x?'], requested: '/A', found: '/a/:x?' },
    { name: 'the only one that matches', paths: ['/a/:x(\\d+)', '/a/:y'], requested: '/a/b', found: '/a/:y' },
  ])('finds $name', ({ paths, requested, found }) => {
    expect(tableOf(paths).find('GET', requested)?.options.path).toBe(found)
  })

  test('goes on after a route that passed the request on', () => {
    const table = tableOf(['/a', '/:x', '/a', '/*'])
    const found: string[] = []
    let route: Route | undefined
    do {
      route = table.find('GET', '/a', route?.order)
      if (route) found.push(route.options.path)
    } while (route)
    expect(found).toEqual(['/a', '/:x', '/a', '/*'])
  })

  test('serves HEAD by the routes of GET, and no other method', () => {
    const table = tableOf(['/a'])
    expect(table.find('HEAD', '/a')).toBeDefined()
    expect(table.find('POST', '/a')).toBeUndefined()
  })

  test('names the methods of a path', () => {
    const table = tableOf(['/a'])
    table.add('post', { method: 'post', path: '/:x' }, () => {})
    table.add('put', { method: 'put', path: '/b' }, () => {})
    expect(table.methodsOf('/a')).toEqual(['GET', 'HEAD', 'POST'])
    expect(table.methodsOf('/b')).toEqual(['POST', 'PUT'])
    expect(table.methodsOf('/c/d')).toEqual([])
  })

  test('forgets the routes of a node, and keeps the others', () => {
    const table = new RouteTable(loose)
    table.add('first', { method: 'get', path: '/a' }, () => {})
    table.add('first', { method: 'get', path: '/x/:y' }, () => {})
    table.add('second', { method: 'get', path: '/a' }, () => {})
    const removed = table.find('GET', '/a')
    table.removeNode('first')
    expect(removed?.isRemoved).toBe(true)
    expect(table.find('GET', '/a')?.nodeId).toBe('second')
    expect(table.find('GET', '/x/1')).toBeUndefined()
    table.removeNode('second')
    expect(table.find('GET', '/a')).toBeUndefined()
    expect(table.list()).toEqual([])
  })

  test('compares a request with no pattern but those below the same literal segments', () => {
    const table = tableOf(Array.from({ length: 1000 }, (_, index) => `/thing${index}/:id`))
    const compared = table.list().map((route) => vi.spyOn(route.path, 'matches'))
    expect(table.find('GET', '/thing999/5')?.options.path).toBe('/thing999/:id')
    expect(compared.filter((spy) => spy.mock.calls.length > 0)).toHaveLength(1)
  })

  test('is not held up by a path of very many slashes', () => {
    const table = tableOf(['/a/b/:x'])
    const begun = performance.now()
    expect(table.find('GET', '/'.repeat(1_000_000))).toBeUndefined()
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
