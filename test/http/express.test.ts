import http from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttpEntry, type HttpEntry, type HttpEntryOptions } from '../../runtime/http/http-entry.js'
import { ask, openEntry, serve } from './open-entry.js'

type Handler = (req: express.Request, res: express.Response, next: express.NextFunction) => unknown

async function listen(app: http.RequestListener): Promise<string> {
  const server = http.createServer(app).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const appOf = (entry: HttpEntry) => entry.expressApp() as express.Application

describe('the application for packages', () => {
  test('serves routes that are added to it, beside those of flows', async () => {
    const { entry, ask } = await openEntry()
    serve(entry, { path: '/flow' }, () => 'flow')
    appOf(entry).get('/package/:id', (req, res) => res.json([req.params.id, req.query, req.path]))
    expect((await ask('/flow')).body).toBe('flow')
    expect((await ask('/package/7?a[b]=c')).body).toBe('["7",{"a":{"b":"c"}},"/package/7"]')
    expect((await ask('/nowhere')).status).toBe(404)
  })

  test('has its stack, from which packages take their routes out again', async () => {
    const { entry, ask } = await openEntry()
    const app = appOf(entry)
    const router = app._router as { stack: Array<{ route?: { path: string } }> }
    expect(router.stack.map(({ route }) => route)).toEqual([undefined, undefined])
    app.get('/gone', (_req, res) => res.send('here'))
    expect((await ask('/gone')).body).toBe('here')
    router.stack = router.stack.filter(({ route }) => route?.path !== '/gone')
    expect((await ask('/gone')).status).toBe(404)
  })

  test('lets its middleware see the requests of flows', async () => {
    const { entry, ask } = await openEntry()
    serve(entry, { path: '/a/:id' }, ({ req }) => [
      (req as express.Request).params,
      (req as { seen?: string }).seen,
    ])
    const mark: Handler = (req, res, next) => {
      Object.assign(req, { seen: req.path })
      res.set('X-Seen', 'yes')
      next()
    }
    appOf(entry).use('/a', mark)
    const reply = await ask('/a/1')
    expect(reply.body).toBe('[{"id":"1"},"/1"]')
    expect(reply.headers['x-seen']).toBe('yes')
  })

  test('lets its middleware answer in place of a flow', async () => {
    const { entry, ask } = await openEntry()
    serve(entry, { path: '/a' }, () => 'flow')
    const stop: Handler = (_req, res) => res.status(418).send('stopped')
    appOf(entry).use(stop)
    expect((await ask('/a')).status).toBe(418)
  })

  test('hides what an error of its middleware says, and logs it', async () => {
    const log: string[] = []
    const { entry, ask } = await openEntry({ log: (_level, text) => log.push(text) })
    serve(entry, { path: '/a' }, () => 'flow')
    const fail: Handler = (_req, _res, next) => next(Object.assign(new Error('secret'), { status: 403 }))
    appOf(entry).use(fail)
    const reply = await ask('/a')
    expect([reply.status, reply.body]).toEqual([403, 'Forbidden\n'])
    expect(log).toEqual(['GET /a: secret'])
  })

  test('mounts applications of another making, which see the request whole', async () => {
    const { entry, ask } = await openEntry({ httpNodeRoot: '/api' })
    const mounted = express()
    mounted.get('/in', (req, res) => res.json([req.originalUrl, req.baseUrl, req.path, req.query]))
    appOf(entry).use('/sub', mounted)
    expect((await ask('/api/sub/in?x=1')).body).toBe('["/api/sub/in?x=1","/api/sub","/in",{"x":"1"}]')
    expect((appOf(entry) as unknown as { path(): string }).path()).toBe('/api')
  })
})

describe('the handler below an existing application', () => {
  async function embed(
    options: HttpEntryOptions,
    arrange: (app: express.Application, entry: HttpEntry) => void,
  ) {
    const entry = createHttpEntry(options)
    onTestFinished(async () => {
      await entry.drain(0)
    })
    const app = express()
    arrange(app, entry)
    const url = await listen(app)
    return { entry, ask: (path: string, question = {}) => ask(url + path, question) }
  }

  test('serves what a route matches, and leaves the rest as it was', async () => {
    const { entry, ask } = await embed({}, (app, entry) => {
      app.use('/flows', entry.handler)
      app.get('/flows/own', (req, res) =>
        res.json([req.originalUrl, req.url, Object.keys(req.params), req.app === app]),
      )
    })
    serve(entry, { path: '/a/:id' }, ({ req }) => {
      const { originalUrl, baseUrl, url, path, params, query } = req as express.Request
      return [originalUrl, baseUrl, url, path, params, query]
    })
    expect((await ask('/flows/a/1?x=y')).body).toBe(
      '["/flows/a/1?x=y","/flows","/a/1?x=y","/a/1",{"id":"1"},{"x":"y"}]',
    )
    expect((await ask('/flows/own')).body).toBe('["/flows/own","/flows/own",[],true]')
    expect((await ask('/flows/none')).body).toContain('Cannot GET /flows/none')
  })

  test('takes a body that the application has parsed', async () => {
    const { entry, ask } = await embed({}, (app, entry) => {
      app.use(express.json())
      app.use(entry.handler)
    })
    serve(entry, { path: '/a', method: 'post' }, ({ payload }) => payload)
    const headers = { 'content-type': 'application/json' }
    expect((await ask('/a', { method: 'POST', headers, body: '{"x":1}' })).body).toBe('{"x":1}')
  })

  test('has a root of its own below the mount', async () => {
    const { entry, ask } = await embed({ httpNodeRoot: '/api' }, (app, entry) => {
      app.use('/m', entry.handler)
      app.use((req: express.Request, res: express.Response) => res.json([req.url, req.baseUrl]))
    })
    serve(entry, { path: '/a' }, ({ req }) => [
      (req as express.Request).baseUrl,
      (req as express.Request).url,
    ])
    expect((await ask('/m/api/a?b')).body).toBe('["/m/api","/a?b"]')
    expect((await ask('/m/api/none')).body).toBe('["/m/api/none",""]')
  })

  test('works as the listener of a plain server', async () => {
    const entry = createHttpEntry()
    serve(entry, { path: '/a' }, ({ req }) => (req as express.Request).protocol)
    const url = await listen((req, res) => entry.handler(req, res))
    expect((await ask(`${url}/a`)).body).toBe('http')
    expect((await ask(`${url}/b`)).status).toBe(404)
  })
})

test('two entries in one process share nothing', async () => {
  const [first, second] = [await openEntry(), await openEntry({ httpServerOptions: { etag: false } })]
  serve(first.entry, { path: '/a' }, () => 'first')
  serve(second.entry, { path: '/a' }, () => 'second')
  appOf(first.entry).get('/b', (_req, res) => res.send('only first'))
  expect((await first.ask('/a')).headers.etag).toBeDefined()
  const reply = await second.ask('/a')
  expect([reply.body, reply.headers.etag]).toEqual(['second', undefined])
  expect((await second.ask('/b')).status).toBe(404)
})
