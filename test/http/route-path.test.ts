import { describe, expect, test } from 'vitest'
import { compilePath, problemOfPath, routeKey } from '../../runtime/http/route-path.js'

const loose = { caseSensitive: false, strict: false }

describe('a path in the grammar of Express 4', () => {
  test.each([
    { path: '/a', requested: '/a', params: {} },
    { path: '/a', requested: '/A/', params: {} },
    { path: '/a/', requested: '/a', params: {} },
    { path: 'a', requested: '/a', params: {} },
    { path: '/', requested: '/', params: {} },
    { path: '/a.b-c_d~e', requested: '/A.B-C_D~E', params: {} },
    { path: '/user/:id', requested: '/user/a%2Fb', params: { id: 'a/b' } },
    { path: '/hello/:id?', requested: '/hello', params: { id: undefined } },
    { path: '/hello/:id?', requested: '/hello/x', params: { id: 'x' } },
    { path: '/files/*', requested: '/files/a/b', params: { 0: 'a/b' } },
    { path: '*', requested: '/any/thing', params: { 0: 'any/thing' } },
    { path: '/path/:rest(*)', requested: '/path/a/b', params: { rest: 'a/b', 0: 'a/b' } },
    { path: '/user/:id(\\d+)', requested: '/user/42', params: { id: '42' } },
    { path: '/(en|de)/x', requested: '/de/x', params: {} },
    { path: '/x[0-9]', requested: '/x7', params: {} },
    { path: '/a?b', requested: '/b', params: {} },
    { path: '/ab+c', requested: '/abbbc', params: {} },
    { path: '/a(b)?c', requested: '/ac', params: { 0: undefined } },
    { path: '/:r+', requested: '/a/b/c', params: { r: 'c' } },
    { path: '/a!', requested: '/a!', params: {} },
    { path: '/:a-:b', requested: '/x-y', params: { a: 'x', b: 'y' } },
    { path: '/:f.:ext', requested: '/a.txt', params: { f: 'a', ext: 'txt' } },
    { path: '/ab*cd', requested: '/ab-any/x-cd', params: { 0: '-any/x-' } },
    { path: '/a//b', requested: '/a//b', params: {} },
    { path: '/a|/b', requested: '/b', params: {} },
  ])('$path serves $requested with $params', ({ path, requested, params }) => {
    const compiled = compilePath(path, loose)
    expect(compiled.matches(requested)).toBe(true)
    expect(compiled.readParams(requested)).toEqual(params)
  })

  test.each([
    { path: '/a', requested: '/a//' },
    { path: '/a', requested: '/a/b' },
    { path: '/user/:id', requested: '/user/' },
    { path: '/files/*', requested: '/files' },
    { path: '/user/:id(\\d+)', requested: '/user/x' },
    { path: '/(en|de)/x', requested: '/fr/x' },
  ])('$path does not serve $requested', ({ path, requested }) => {
    expect(compilePath(path, loose).matches(requested)).toBe(false)
  })

  test('tells case and trailing slashes apart where it is told to', () => {
    const exact = compilePath('/A', { caseSensitive: true, strict: true })
    expect([exact.matches('/A'), exact.matches('/a'), exact.matches('/A/')]).toEqual([true, false, false])
  })

  test('fails to read a part that is not valid percent-encoding', () => {
    expect(() => compilePath('/:a', loose).readParams('/%E0%A4%A')).toThrow(URIError)
  })

  test.each(['/(', '/a)', '/:id(', '/a[', '/(?'])('%s is a bad route, and the path is named', (path) => {
    expect(() => compilePath(path, loose)).toThrow(expect.objectContaining({ code: 'BAD_ROUTE' }))
    expect(problemOfPath(path)).toContain(`"${path}" cannot be parsed`)
  })

  test('has no problem where it can be parsed', () => {
    expect(problemOfPath('/a/:b')).toBeUndefined()
  })

  test.each([
    { path: '/api/v1/:id', prefix: '/api/v1' },
    { path: '/API/:id?', prefix: '/api' },
    { path: '/a/?b', prefix: '' },
    { path: '/x/a/+b', prefix: '/x' },
    { path: '/x/a/?b', prefix: '/x' },
    { path: '/a(b)?/c', prefix: '' },
    { path: '/a/b|/c/:d', prefix: '' },
    { path: '/files/*', prefix: '/files' },
  ])('$path is looked for below "$prefix"', ({ path, prefix }) => {
    expect(compilePath(path, loose).prefix).toBe(prefix)
  })
})

describe('the key of a route', () => {
  test.each([
    { first: ['get', '/a'], second: ['GET', 'A/'], equal: true },
    { first: ['get', '/'], second: ['get', ''], equal: true },
    { first: ['get', '/a'], second: ['post', '/a'], equal: false },
    { first: ['get', '/a/:x'], second: ['get', '/a/:y'], equal: false },
  ])('$first and $second: equal is $equal', ({ first, second, equal }) => {
    expect(routeKey(first[0]!, first[1]!) === routeKey(second[0]!, second[1]!)).toBe(equal)
  })
})
