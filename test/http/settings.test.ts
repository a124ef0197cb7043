import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bcrypt from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HttpEntryOptions, Middleware } from '../../runtime/http/entry-options.js'
import { openEntry, serve } from './open-entry.js'

const hash = bcrypt.hashSync('right', 4)
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

async function open(options: HttpEntryOptions, path = '/a') {
  const opened = await openEntry(options)
  serve(opened.entry, { path }, ({ req }) => [
    (req as { baseUrl: string }).baseUrl,
    (req as { url: string }).url,
  ])
  return opened
}

describe('httpNodeRoot', () => {
  test.each([
    { root: '/', path: '/a', status: 200 },
    { root: '', path: '/a', status: 200 },
    { root: '/api', path: '/api/a', status: 200 },
    { root: 'api/', path: '/API/a', status: 200 },
    { root: '/api', path: '/a', status: 404 },
    { root: '/api', path: '/apia', status: 404 },
    { root: '/api', path: '/api', status: 404 },
    { root: false as const, path: '/a', status: 404 },
  ])('"$root" gives $path $status', async ({ root, path, status }) => {
    const { ask } = await open({ httpNodeRoot: root })
    expect((await ask(path)).status).toBe(status)
  })

  test('is the base of the request', async () => {
    const { ask } = await open({ httpNodeRoot: '/api' })
    expect((await ask('/api/a?b')).body).toBe('["/api","/a?b"]')
  })
})

describe('httpNodeAuth', () => {
  test.each([
    { name: 'nothing', headers: {}, status: 401 },
    { name: 'the right password', headers: basic('me', 'right'), status: 200 },
    { name: 'a wrong password', headers: basic('me', 'wrong'), status: 401 },
    { name: 'another user', headers: basic('you', 'right'), status: 401 },
    { name: 'no colon', headers: { authorization: 'Basic bWU=' }, status: 401 },
    { name: 'another scheme', headers: { authorization: 'Bearer x' }, status: 401 },
  ])('answers $name with $status', async ({ headers, status }) => {
    const { ask } = await open({ httpNodeAuth: { user: 'me', pass: hash } })
    const reply = await ask('/a', { headers })
    expect(reply.status).toBe(status)
    expect(reply.headers['www-authenticate']).toBe(
      status === 401 ? 'Basic realm="Authorization Required"' : undefined,
    )
  })

  test('compares a right password only once, which takes long on purpose', async () => {
    const { ask } = await open({ httpNodeAuth: { user: 'me', pass: bcrypt.hashSync('right', 11) } })
    const timed = async (password: string) => {
      const begun = performance.now()
      const { status } = await ask('/a', { headers: basic('me', password) })
      return { status, ms: performance.now() - begun }
    }
    const [first, second, wrong] = [await timed('right'), await timed('right'), await timed('wrong')]
    expect([first.status, second.status, wrong.status]).toEqual([200, 200, 401])
    expect(second.ms).toBeLessThan(first.ms / 2)
  })

  test('asks for paths without a route as well, but not for preflight requests', async () => {
    const { ask } = await open({ httpNodeAuth: { user: 'me', pass: hash }, httpNodeCors: { origin: '*' } })
    expect((await ask('/none')).status).toBe(401)
    expect((await ask('/a', { method: 'OPTIONS' })).status).toBe(204)
  })

  test('may be a function, or a list of them', async () => {
    const calls: string[] = []
    const note: (name: string) => Middleware = (name) => (req, res, next) => {
      calls.push(name)
      if (req.headers.key === 'k') next()
      else res.writeHead(403).end()
    }
    const single = await open({ httpNodeAuth: note('one') })
    const several = await open({ httpNodeAuth: [note('two'), note('three')] })
    expect((await single.ask('/a')).status).toBe(403)
    expect((await several.ask('/a', { headers: { key: 'k' } })).status).toBe(200)
    expect(calls).toEqual(['one', 'two', 'three'])
  })
})

describe('httpNodeCors', () => {
  const cors = { httpNodeCors: { origin: 'http://e.com', methods: 'GET,PUT' } }

  test('adds its headers to answers of flows', async () => {
    const { ask } = await open(cors)
    expect((await ask('/a')).headers['access-control-allow-origin']).toBe('http://e.com')
  })

  test('answers preflight requests of any path', async () => {
    const { ask } = await open(cors)
    const reply = await ask('/none', { method: 'OPTIONS', headers: { origin: 'http://e.com' } })
    expect([reply.status, reply.headers['access-control-allow-methods']]).toEqual([204, 'GET,PUT'])
  })

  test('keeps its headers on an answer that refuses the body', async () => {
    const { entry, ask } = await openEntry(cors)
    serve(entry, { path: '/b', method: 'post' }, () => 'x')
    const headers = { 'content-type': 'application/json' }
    const reply = await ask('/b', { method: 'POST', headers, body: '{' })
    expect([reply.status, reply.headers['access-control-allow-origin']]).toEqual([400, 'http://e.com'])
  })
})

describe('httpNodeMiddleware', () => {
  test('runs before the body is read, with the methods of Express at hand', async () => {
    const middleware: Middleware = (req, res, next) => {
      const { query, body } = req as unknown as Record<string, Record<string, string>>
      if (query?.stop)
        (res as unknown as { status(c: number): { json(v: unknown): void } }).status(402).json({ body })
      else next()
    }
    const { entry, ask } = await openEntry({ httpNodeMiddleware: middleware })
    serve(entry, { path: '/b', method: 'post' }, ({ payload }) => payload)
    expect((await ask('/b?stop=1', { method: 'POST', body: 'x' })).body).toBe('{}')
    expect((await ask('/b', { method: 'POST', body: 'x' })).body).toBe('x')
    expect((await ask('/none')).status).toBe(404)
  })

  test.each<{ name: string; middleware: Middleware; status: number }>([
    { name: 'passes an error on', middleware: (_q, _s, next) => next(new Error('x')), status: 500 },
    {
      name: 'throws',
      middleware: () => {
        throw Object.assign(new Error('x'), { statusCode: 429 })
      },
      status: 429,
    },
    { name: 'rejects', middleware: (async () => Promise.reject(new Error('x'))) as Middleware, status: 500 },
    { name: 'leaves the route', middleware: (_q, _s, next) => next('route'), status: 404 },
    {
      name: 'goes on twice',
      middleware: (_q, _s, next) => {
        next()
        next()
      },
      status: 200,
    },
  ])('that $name gives $status', async ({ middleware, status }) => {
    const { ask } = await open({ httpNodeMiddleware: [middleware] })
    expect((await ask('/a')).status).toBe(status)
  })

  test('that leaves a route comes to the next one that matches', async () => {
    let calls = 0
    const { entry, ask } = await openEntry({
      httpNodeMiddleware: (_q, _s, next) => next(calls++ === 0 ? 'route' : undefined),
    })
    serve(entry, { path: '/a' }, () => 'first', '1')
    serve(entry, { path: '/:x' }, () => 'second', '2')
    expect((await ask('/a')).body).toBe('second')
  })
})

describe('httpServerOptions', () => {
  test.each([
    { options: { 'case sensitive routing': true }, path: '/A', is: 404 },
    { options: { 'strict routing': true }, path: '/a/', is: 404 },
    { options: {}, path: '/A/', is: 200 },
  ])('$options give $path $is', async ({ options, path, is }) => {
    const { ask } = await open({ httpServerOptions: options })
    expect((await ask(path)).status).toBe(is)
  })

  test.each([
    { options: { etag: false }, etag: undefined },
    { options: { etag: 'strong' }, etag: /^"/ },
    { options: { etag: 'weak' }, etag: /^W\// },
    { options: { etag: () => '"own"' }, etag: /^"own"$/ },
  ])('$options make the ETag $etag', async ({ options, etag }) => {
    const { ask } = await open({ httpServerOptions: options })
    const given = (await ask('/a')).headers.etag
    if (etag) expect(given).toMatch(etag)
    else expect(given).toBeUndefined()
  })

  test('shape JSON', async () => {
    const replacer = (_key: string, value: unknown) => (value === 1 ? '<one>' : value)
    const options = {
      'json spaces': 1,
      'json replacer': replacer,
      'json escape': true,
      'jsonp callback name': 'cb',
    }
    const { entry, ask } = await openEntry({ httpServerOptions: options })
    serve(entry, { path: '/' }, () => ({ a: 1 }))
    const json = '{\n "a": "\\u003cone\\u003e"\n}'
    expect((await ask('/')).body).toBe(json)
    expect((await ask('/?cb=f')).body).toBe(`/**/ typeof f === 'function' && f(${json});`)
  })
})

describe('httpStatic', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'static-'))
    writeFileSync(join(folder, 'x.json'), '{"s":1}')
    writeFileSync(join(folder, 'a'), 'file')
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('serves a folder where no route of a flow matches', async () => {
    const { ask } = await open({ httpStatic: folder })
    const reply = await ask('/x.json')
    expect([reply.body, reply.headers['content-type']]).toEqual([
      '{"s":1}',
      'application/json; charset=UTF-8',
    ])
    expect((await ask('/a')).body).toBe('["","/a"]')
    expect((await ask('/none')).status).toBe(404)
    expect((await ask('/%2e%2e/x')).status).toBe(404)
  })

  test('serves several, each at its root, below httpStaticRoot and outside of httpNodeRoot', async () => {
    const { ask } = await open({
      httpNodeRoot: '/api',
      httpStatic: [
        { path: folder, root: '/one/' },
        { path: folder, root: 'two', cors: { origin: '*' } },
      ],
      httpStaticRoot: '/files/',
      httpStaticCors: { origin: 'http://e.com' },
    })
    const [one, two] = [await ask('/files/one/x.json'), await ask('/files/two/x.json')]
    expect([one.status, one.headers['access-control-allow-origin']]).toEqual([200, 'http://e.com'])
    expect([two.status, two.headers['access-control-allow-origin']]).toEqual([200, '*'])
    expect((await ask('/x.json')).status).toBe(404)
  })

  test('asks httpStaticAuth, and the middleware of a folder', async () => {
    const middleware: Middleware = (_req, res, next) => {
      res.setHeader('X-Folder', 'yes')
      next()
    }
    const { ask } = await open({
      httpStatic: [{ path: folder, middleware, options: { maxAge: 5000 } }],
      httpStaticAuth: { user: 'me', pass: hash },
    })
    expect((await ask('/x.json')).status).toBe(401)
    const reply = await ask('/x.json', { headers: basic('me', 'right') })
    expect([reply.headers['x-folder'], reply.headers['cache-control']]).toEqual(['yes', 'public, max-age=5'])
    expect((await ask('/a')).status).toBe(200)
  })
})
