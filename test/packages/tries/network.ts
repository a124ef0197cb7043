import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import { node, record, settings } from '../bench.js'
import { type HttpServer, serveHttp } from '../servers/http.js'
import { smoke } from '../smoke.js'

const feed = `<?xml version="1.0"?><rss version="2.0"><channel><title>Mill</title><link>http://example.org</link>
<description>News</description><item><title>Wind</title><link>http://example.org/1</link><guid>1</guid>
<description>Seven knots</description><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item></channel></rss>`

/** A service with one operation that takes a depth and gives a level. */
const wsdlOf = (url: string) => `<?xml version="1.0"?><definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="urn:pump" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:pump"><message name="In"><part name="depth" type="xsd:int"/></message>
  <message name="Out"><part name="level" type="xsd:string"/></message><portType name="PumpPort">
  <operation name="Measure"><input message="tns:In"/><output message="tns:Out"/></operation></portType>
  <binding name="Pump" type="tns:PumpPort"><soap:binding style="rpc" transport="http://schemas.xmlsoap.org/soap/http"/>
  <operation name="Measure"><soap:operation soapAction="measure"/>
  <input><soap:body use="literal" namespace="urn:pump"/></input>
  <output><soap:body use="literal" namespace="urn:pump"/></output></operation></binding>
  <service name="PumpService"><port name="PumpPort" binding="tns:Pump"><soap:address location="${url}/call"/></port>
  </service></definitions>`
const soapAnswer = `<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
  <soap:Body><p:MeasureResponse xmlns:p="urn:pump"><level>high</level></p:MeasureResponse></soap:Body></soap:Envelope>`

/** Packages that ask servers, or serve. */
export const networkTries = [
  smoke('node-red-contrib-soap', 'the answer of a service that a WSDL describes', async (bench) => {
    const server: HttpServer = await serveHttp(bench, ({ method }) => ({
      type: 'text/xml',
      body: method === 'GET' ? wsdlOf(server.url) : soapAnswer,
    }))
    await bench.run([
      settings('c', 'soap-config', { wsdl: `${server.url}/pump?wsdl`, auth: '0' }),
      node('s', 'soap request', { wsdl: 'c', method: 'Measure' }, ['out']),
      record('out'),
    ])
    bench.send('s', { payload: { depth: 4 } })
    await bench.gets('out', [{ payload: { level: 'high' } }])
    const asked = server.requests.find(({ method }) => method === 'POST')
    expect(asked?.body).toContain('<depth>4</depth>')
  }),

  smoke('node-red-contrib-http-request', 'a request by a template of its address', async (bench) => {
    const server = await serveHttp(bench, ({ method, path, body }) => ({ body: { method, path, body } }))
    await bench.run([
      node(
        'r',
        'www-request',
        {
          method: 'POST',
          ret: 'obj',
          url: `${server.url}/{{topic}}`,
          'follow-redirects': true,
          'persistent-http': false,
        },
        ['out'],
      ),
      record('out'),
    ])
    bench.send('r', { topic: 'wind', payload: { speed: 7 } })
    await bench.gets('out', [
      { statusCode: 200, payload: { method: 'POST', path: '/wind', body: '{"speed":7}' } },
    ])
  }),

  smoke('node-red-contrib-https', 'a request to a server with a certificate of its own', async (bench) => {
    const files = { key: join(bench.folder, 'key.pem'), cert: join(bench.folder, 'cert.pem') }
    const name = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-newkey', 'rsa:2048']
    execFileSync('openssl', ['req', '-x509', ...name, '-keyout', files.key, '-out', files.cert], {
      stdio: 'ignore',
    })
    const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert)])
    const server = createServer({ key, cert }, (_, response) => response.end('{"speed":7}')).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    bench.ends(() => server.close())
    const { port } = server.address() as AddressInfo
    await bench.run([
      node(
        'r',
        'https-node',
        { method: 'GET', ret: 'obj', url: `https://127.0.0.1:${port}/`, authorized: false, agent: false },
        ['out'],
      ),
      record('out'),
    ])
    bench.send('r', { payload: '' })
    await bench.gets('out', [{ statusCode: 200, payload: { speed: 7 } }])
  }),

  smoke('node-red-contrib-oauth2', 'a token by client credentials', async (bench) => {
    const server = await serveHttp(bench, () => ({ body: { access_token: 'abc', expires_in: 60 } }))
    await bench.run([
      node(
        'o',
        'oauth2',
        {
          container: 'oauth2Response',
          grant_type: 'client_credentials',
          access_token_url: `${server.url}/token`,
          client_id: 'mill',
          client_secret: 'hush',
          scope: 'wind',
          client_credentials_in_body: true,
          rejectUnauthorized: true,
          headers: {},
          senderr: true,
        },
        ['out'],
      ),
      record('out'),
    ])
    bench.send('o', { payload: 'kept' })
    await bench.gets('out', [{ payload: 'kept', oauth2Response: { access_token: 'abc' } }])
    expect(server.requests[0]?.body).toContain('grant_type=client_credentials')
  }),

  smoke('node-red-node-feedparser', 'the articles of a feed', async (bench) => {
    const server = await serveHttp(bench, () => ({ type: 'application/rss+xml', body: feed }))
    await bench.run([
      node('f', 'feedparse', { url: `${server.url}/feed`, interval: 15, ignorefirst: false }, ['out']),
      record('out'),
    ])
    await bench.gets('out', [
      { topic: 'http://example.org/1', payload: 'Seven knots', article: { title: 'Wind' } },
    ])
  }),

  smoke('node-red-contrib-web-worldmap', 'its page, and the tracks of what moves', async (bench) => {
    await bench.run([
      node('m', 'worldmap', {
        lat: '52',
        lon: '13',
        zoom: '5',
        layer: 'OSMG',
        path: '/map',
        maxage: '',
        usermenu: 'show',
        layers: 'show',
        overlist: '',
        maplist: 'OSMG',
      }),
      node('t', 'worldmap-tracks', { depth: '5', layer: 'combined', smooth: false }, ['out']),
      record('out'),
    ])
    const response = await fetch(`${bench.url}/map/`)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<title>Node-RED map all the things</title>')
    expect(await (await fetch(`${bench.url}/map/socket/info`)).json()).toMatchObject({ websocket: true })
    bench.send('t', { payload: { name: 'cart', lat: 52, lon: 13 } })
    bench.send('t', { payload: { name: 'cart', lat: 52.1, lon: 13 } })
    await bench.getsOne('out', {
      payload: expect.objectContaining({
        name: expect.stringContaining('cart'),
        line: [
          [52, 13],
          [52.1, 13],
        ],
      }),
    })
  }),
]
