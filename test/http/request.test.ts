import { describe, expect, test } from 'vitest'
import { createHttpEntry, type HttpEntryOptions } from '../../runtime/http/http-entry.js'
import { openEntry, serve } from './open-entry.js'

type Request = Record<string, unknown> &
  Record<'get' | 'header' | 'is' | 'accepts' | 'param', (...a: string[]) => unknown>

async function readOf(
  read: (request: Request) => unknown,
  path = '/r',
  headers = {},
  options: HttpEntryOptions = {},
) {
  const { entry, ask } = await openEntry(options)
  serve(entry, { path: '/r/:id?' }, ({ req }) => ({ read: read(req as Request) ?? null }))
  return JSON.parse((await ask(path, { headers })).body).read
}

const proxied = {
  host: 'inner:1',
  'x-forwarded-for': '1.1.1.1, 2.2.2.2',
  'x-forwarded-proto': 'https',
  'x-forwarded-host': 'a.b.example.com:80',
}

describe('msg.req', () => {
  test.each<{
    name: string
    read: (request: Request) => unknown
    path?: string
    headers?: object
    is: unknown
  }>([
    {
      name: 'get',
      read: (req) => [req.get('X-A'), req.header('x-a')],
      headers: { 'x-a': '1' },
      is: ['1', '1'],
    },
    { name: 'get of referrer', read: (req) => req.get('Referrer'), headers: { referer: 'r' }, is: 'r' },
    { name: 'ip', read: (req) => req.ip, headers: proxied, is: '127.0.0.1' },
    { name: 'ips', read: (req) => req.ips, headers: proxied, is: [] },
    { name: 'protocol', read: (req) => [req.protocol, req.secure], headers: proxied, is: ['http', false] },
    { name: 'hostname', read: (req) => req.hostname, headers: proxied, is: 'inner' },
    { name: 'subdomains', read: (req) => req.subdomains, headers: { host: 'a.b.c.com' }, is: ['b', 'a'] },
    { name: 'xhr', read: (req) => req.xhr, headers: { 'x-requested-with': 'XMLHttpRequest' }, is: true },
    {
      name: 'is',
      read: (req) => req.is('html'),
      headers: { 'content-type': 'text/html', 'content-length': '0' },
      is: 'html',
    },
    {
      name: 'accepts',
      read: (req) => req.accepts('html', 'json'),
      headers: { accept: 'a/b, application/json' },
      is: 'json',
    },
    { name: 'param', read: (req) => req.param('id'), path: '/r/7', is: '7' },
    { name: 'fresh', read: (req) => [req.fresh, req.stale], is: [false, true] },
    { name: 'path', read: (req) => req.path, path: '/r/7?a=b', is: '/r/7' },
    { name: 'signedCookies', read: (req) => req.signedCookies, is: {} },
    { name: 'route', read: (req) => req.route, is: { path: '/r/:id?', methods: { get: true } } },
  ])('has $name as in Express 4', async ({ read, path, headers, is }) => {
    expect(await readOf(read, path, headers)).toEqual(is)
  })

  test('trusts proxies where httpServerOptions says so', async () => {
    const read = (req: Request) => [req.ip, req.ips, req.protocol, req.secure, req.hostname]
    const trusting = { httpServerOptions: { 'trust proxy': true } }
    expect(await readOf(read, '/r', proxied, trusting)).toEqual([
      '1.1.1.1',
      ['1.1.1.1', '2.2.2.2'],
      'https',
      true,
      'a.b.example.com',
    ])
  })

  test.each([
    { setting: 'extended', query: { a: { b: '1' } } },
    { setting: 'simple', query: { 'a[b]': '1' } },
    { setting: false, query: {} },
    { setting: (text: string) => ({ text }), query: { text: 'a[b]=1' } },
  ])('reads the query by the parser $setting', async ({ setting, query }) => {
    const options = { httpServerOptions: { 'query parser': setting } }
    expect(await readOf((req) => req.query, '/r?a[b]=1', {}, options)).toEqual(query)
  })

  test('keeps what a flow writes on it', async () => {
    const read = (req: Request) => {
      Object.assign(req, {
        query: 1,
        params: 2,
        cookies: 3,
        route: 4,
        user: 5,
        originalUrl: '6',
        baseUrl: '7',
      })
      return [req.query, req.params, req.cookies, req.route, req.user, req.originalUrl, req.baseUrl]
    }
    expect(await readOf(read)).toEqual([1, 2, 3, 4, 5, '6', '7'])
  })

  test('serves a target that is a whole address, as proxies send it', async () => {
    const { entry, url } = await openEntry()
    serve(entry, { path: '/r' }, ({ req }) => (req as Request).path)
    const { request } = await import('node:http')
    const body = await new Promise((resolve, reject) => {
      const asked = request({
        host: '127.0.0.1',
        port: new URL(url).port,
        path: 'http://x.example/r?a=b',
        agent: false,
      })
      asked.on('response', (response) => response.setEncoding('utf8').on('data', resolve))
      asked.on('error', reject)
      asked.end()
    })
    expect(body).toBe('/r')
  })

  test('is bare for who listens to the server itself, and keeps what is set on it', async () => {
    const { entry, ask } = await openEntry()
    serve(entry, { path: '/ours' }, ({ req }) => {
      const { query, originalUrl, params } = req as Request
      return { query, originalUrl, params }
    })
    const others = entry.server?.listeners('request') ?? []
    entry.server?.removeAllListeners('request')
    entry.server?.on('request', (request, response) => {
      const { query, originalUrl, baseUrl, params, route, app, ip } = request as unknown as Request
      const before = { query, originalUrl, baseUrl, params, route, app, ip }
      if (request.url !== '/theirs') {
        for (const listener of others) listener.call(entry.server, request, response)
        return
      }
      Object.assign(request, { query: 1, originalUrl: 'o', baseUrl: 'b', params: 2 })
      const { query: a, originalUrl: b, baseUrl: c, params: d } = request as unknown as Request
      response.end(JSON.stringify({ before, after: [a, b, c, d] }))
    })
    expect(JSON.parse((await ask('/theirs')).body)).toEqual({
      before: { ip: '127.0.0.1' },
      after: [1, 'o', 'b', 2],
    })
    expect(JSON.parse((await ask('/ours?a=1')).body)).toEqual({
      query: { a: '1' },
      originalUrl: '/ours?a=1',
      params: {},
    })
  })

  test('refuses a size of bodies that is none', () => {
    expect(() => createHttpEntry({ apiMaxLength: 'much' })).toThrow(
      expect.objectContaining({ code: 'BAD_SETTINGS' }),
    )
  })
})
