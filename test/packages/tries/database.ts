import { expect } from 'vitest'
import { node, record, settings } from '../bench.js'
import { serveHttp } from '../servers/http.js'
import { serveRedis } from '../servers/redis.js'
import { smoke } from '../smoke.js'

/** Packages of databases. */
export const databaseTries = [
  smoke('node-red-contrib-influxdb', 'points in line protocol, and the rows of a query', async (bench) => {
    const server = await serveHttp(bench, ({ path }) => {
      if (path.startsWith('/write')) return { status: 204, body: '' }
      const series = [{ name: 'wind', columns: ['time', 'speed'], values: [['2024-01-01T00:00:00Z', 7]] }]
      return { body: { results: [{ statement_id: 0, series }] } }
    })
    await bench.run([
      {
        ...settings('db', 'influxdb', {
          hostname: '127.0.0.1',
          port: server.port,
          protocol: 'http',
          database: 'mill',
          influxdbVersion: '1.x',
          usetls: false,
        }),
        credentials: { username: 'ada', password: 'hush' },
      },
      node('w', 'influxdb out', { influxdb: 'db', measurement: 'wind', precision: 's', database: 'mill' }),
      node('q', 'influxdb in', { influxdb: 'db', query: 'select * from wind', rawOutput: false }, ['out']),
      record('out'),
    ])
    bench.send('w', { payload: [{ speed: 7.5, gust: true }, { place: 'hill' }] })
    bench.send('q')
    await bench.gets('out', [{ payload: [{ speed: 7 }] }])
    const written = server.requests.find(({ path }) => path.startsWith('/write'))
    expect(written).toMatchObject({
      path: expect.stringContaining('db=mill'),
      body: 'wind,place=hill gust=true,speed=7.5',
    })
  }),

  smoke('node-red-contrib-redis', 'values by command, and a list that is waited for', async (bench) => {
    const port = await serveRedis(bench)
    await bench.run([
      settings('r', 'redis-config', {
        name: 'Local',
        options: JSON.stringify({ host: '127.0.0.1', port }),
        optionsType: 'json',
        cluster: false,
      }),
      node('in', 'redis-in', { server: 'r', command: 'blpop', topic: 'list', obj: true, timeout: '0' }, [
        'out',
      ]),
      node('push', 'redis-out', { server: 'r', command: 'rpush', topic: 'list', obj: true }),
      node(
        'set',
        'redis-command',
        { server: 'r', command: 'set', topic: '', params: '[]', paramsType: 'json' },
        ['get'],
      ),
      node(
        'get',
        'redis-command',
        { server: 'r', command: 'get', topic: 'k', params: '[]', paramsType: 'json' },
        ['value'],
      ),
      record('out'),
      record('value'),
    ])
    bench.send('push', { payload: { n: 1 } })
    await bench.gets('out', [{ topic: 'list', payload: { n: 1 } }])
    bench.send('set', { topic: 'k', payload: ['kept'] })
    await bench.gets('value', [{ topic: 'k' }])
  }),
]
