import { expect } from 'vitest'
import { node, record, settings } from '../bench.js'
import { serveHttp } from '../servers/http.js'
import { connectMqtt } from '../servers/mqtt.js'
import { smoke } from '../smoke.js'

/** Packages of mail, chats and message brokers. */
export const messagingTries = [
  smoke('node-red-node-email', 'a mail by SMTP, and the server that receives it', async (bench) => {
    const port = await bench.freePort()
    await bench.run([
      node(
        'mta',
        'e-mail mta',
        {
          port: String(port),
          secure: false,
          starttls: false,
          auth: false,
          authType: 'none',
          mtausers: [],
          expert: '{"logger":false}',
        },
        ['out'],
      ),
      {
        ...node('m', 'e-mail', {
          server: '127.0.0.1',
          port: String(port),
          secure: false,
          tls: false,
          authtype: 'NONE',
          dname: 'mill',
          name: 'bob@example.org',
        }),
        credentials: { userid: 'ada@example.org', password: '', global: false },
      },
      record('out'),
    ])
    bench.send('m', { topic: 'Wind', payload: 'Seven knots', from: 'ada@example.org' })
    await bench.gets('out', [
      {
        topic: 'Wind',
        payload: expect.stringContaining('Seven knots'),
        from: 'ada@example.org',
        to: 'bob@example.org',
      },
    ])
  }),

  smoke('node-red-contrib-telegrambot', 'what is written to a bot, and its answer', async (bench) => {
    let isTold = false
    const message = {
      message_id: 5,
      date: 1,
      chat: { id: 42, type: 'private' },
      from: { id: 42, username: 'ada' },
    }
    const server = await serveHttp(bench, ({ path }) => {
      if (path.includes('getUpdates')) {
        const result = isTold ? [] : [{ update_id: 1, message: { ...message, text: 'wind?' } }]
        isTold = true
        return { body: { ok: true, result } }
      }
      if (path.includes('sendMessage'))
        return { body: { ok: true, result: { ...message, message_id: 6, text: 'seven' } } }
      return { body: { ok: true, result: { id: 1, is_bot: true, username: 'mill_bot' } } }
    })
    await bench.run([
      {
        ...settings('b', 'telegram bot', {
          botname: 'mill',
          baseapiurl: server.url,
          updatemode: 'polling',
          pollinterval: '300',
          usesocks: false,
          addressfamily: '',
          verboselogging: false,
        }),
        credentials: { token: '1:abc' },
      },
      node('in', 'telegram receiver', { bot: 'b', saveDataDir: '', filterCommands: false }, ['out'], []),
      node('s', 'telegram sender', { bot: 'b', haserroroutput: false, outputs: 1 }, ['sent']),
      record('out'),
      record('sent'),
    ])
    await bench.gets('out', [{ payload: { chatId: 42, type: 'message', content: 'wind?' } }])
    bench.send('s', { payload: { chatId: 42, type: 'message', content: 'seven' } })
    await bench.gets('sent', [{ payload: { sentMessageId: 6 } }])
    const sent = server.requests.find(({ path }) => path.includes('sendMessage'))
    expect(sent?.body).toContain('text=seven')
  }),

  smoke('node-red-contrib-aedes', 'a broker of MQTT', async (bench) => {
    const port = await bench.freePort()
    await bench.run([
      node(
        'b',
        'aedes broker',
        {
          mqtt_port: port,
          mqtt_ws_bind: 'port',
          mqtt_ws_port: '',
          mqtt_ws_path: '',
          dburl: '',
          usetls: false,
        },
        ['events'],
        ['published'],
      ),
      record('events'),
      record('published'),
    ])
    const client = await connectMqtt(bench, port)
    const got = new Promise((resolve) =>
      client.on('message', (topic, payload) => resolve(`${topic} ${payload}`)),
    )
    await new Promise<void>((resolve) => client.subscribe('wind/#', resolve))
    client.publish('wind/speed', '7', {}, () => {})
    expect(await got).toBe('wind/speed 7')
    await bench.getsOne('events', { topic: 'clientReady' })
    await bench.getsOne('published', { topic: 'publish' })
  }),

  smoke(
    'node-red-contrib-socketio',
    'events of a client of socket.io, on the port of the runtime',
    async (bench) => {
      const port = await bench.freePort()
      await bench.run([
        settings('c', 'socketio-config', { port, sendClient: true, path: '/socket.io', bindToNode: false }),
        node('in', 'socketio-in', { server: 'c', rules: [{ v: 'wind' }] }, ['out']),
        record('out'),
      ])
      const base = `http://127.0.0.1:${port}/socket.io/?EIO=4&transport=polling`
      const opened = await (await fetch(base)).text()
      const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
      const post = (body: string) => fetch(`${base}&sid=${sid}`, { method: 'POST', body })
      await post('40')
      await post('42["wind",{"speed":7}]')
      await bench.gets('out', [{ payload: { speed: 7 }, socketIOEvent: 'wind' }])
    },
  ),
]
