import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { node, record, settings } from '../bench.js'
import { messages, smoke } from '../smoke.js'

const rule = (topic: string) => ({
  topic,
  property: 'payload',
  propertyType: 'msg',
  t: 'eq',
  v: '1',
  vt: 'num',
})

const action = (name: string, more: object = {}) => ({ name, scope: 'global', ...more })
const append = (text: string) => ({
  rules: [{ t: 'set', p: 'payload', pt: 'msg', to: `payload & ' ${text}'`, tot: 'jsonata' }],
})

/** Packages that work on messages and nothing else. */
export const functionTries = [
  messages('node-red-contrib-actionflows', 'the actions of a name, in the order of their priority', {
    flow: [
      node('a', 'actionflows', action('water', { loop: 'none', proptype: 'msg', prop: 'loop' }), ['out']),
      node('second', 'actionflows_in', action('water second', { priority: '60' }), ['append2']),
      node('first', 'actionflows_in', action('water first', { priority: '50' }), ['append1']),
      node('other', 'actionflows_in', action('fire', { priority: '40' }), ['append3']),
      node('append1', 'change', append('first'), ['back']),
      node('append2', 'change', append('second'), ['back']),
      node('append3', 'change', append('other'), ['back']),
      node('back', 'actionflows_out'),
    ],
    send: [['a', { payload: 'begun' }]],
    expect: { out: [{ payload: 'begun first second' }] },
  }),

  smoke(
    'node-red-contrib-logger',
    'messages on their way, and those that it logs',
    async (bench) => {
      const config = { active: true, count: '10', sendOutputLog: true, sendConsoleLog: false }
      await bench.run([node('l', 'Logger', config, ['out'], ['logged']), record('out'), record('logged')])
      bench.send('l', { payload: { level: 7 } })
      await bench.gets('out', [{ payload: { level: 7 } }])
      await bench.gets('logged', [{ payload: { level: 7 } }])
    },
    { mayLog: /reading 'close'/ },
  ),

  messages('node-red-contrib-string', 'a chain of methods', {
    flow: [
      node(
        's',
        'string',
        {
          methods: [
            { name: 'collapseWhitespace', params: [] },
            {
              name: 'replaceAll',
              params: [
                { type: 'str', value: 'red' },
                { type: 'msg', value: 'topic' },
              ],
            },
            { name: 'capitalize', params: [] },
          ],
          object: 'msg',
          prop: 'payload',
          objectout: 'msg',
          propout: 'result.text',
        },
        ['out'],
      ),
    ],
    send: [['s', { payload: 'the  red   mill', topic: 'blue' }]],
    expect: { out: [{ payload: 'the  red   mill', result: { text: 'The blue mill' } }] },
  }),

  messages('node-red-node-random', 'whole and broken numbers in a range, also that of the message', {
    flow: [
      node('r', 'random', { low: '3', high: '3', inte: 'true', property: 'payload.n' }, ['out']),
      node('f', 'random', { low: '', high: '', inte: 'false', property: 'payload' }, ['out']),
    ],
    send: [
      ['r', { payload: {} }],
      ['f', { from: 7, to: 7 }],
    ],
    expect: { out: [{ payload: { n: 3 } }, { payload: 7 }] },
  }),

  messages('node-red-node-smooth', 'the mean of the last values, and a reset', {
    flow: [node('s', 'smooth', { property: 'payload', action: 'mean', count: '2', round: '1' }, ['out'])],
    send: [1, 2, 6].map((payload) => ['s', { payload }] as const),
    expect: { out: [{ payload: 1 }, { payload: 1.5 }, { payload: 4 }] },
  }),

  messages('node-red-node-base64', 'texts to base64 and Buffers back', {
    flow: [
      node('e', 'base64', { action: 'str', property: 'payload' }, ['d', 'out']),
      node('d', 'base64', { action: 'b64', property: 'payload' }, ['back']),
    ],
    send: [['e', { payload: 'Mühle' }]],
    expect: { out: [{ payload: 'TcO8aGxl' }], back: [{ payload: 'Mühle' }] },
  }),

  messages('node-red-contrib-uuid', 'a random id, and one by name', {
    flow: [
      node('a', 'uuid', { uuidVersion: 'v4', field: 'payload.id', fieldType: 'msg' }, ['out']),
      node(
        'b',
        'uuid',
        { uuidVersion: 'v5', namespaceType: 'dns', namespace: 'example.org', field: 'id', fieldType: 'msg' },
        ['named'],
      ),
    ],
    send: [
      ['a', { payload: {} }],
      ['b', {}],
    ],
    expect: {
      out: [{ payload: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) } }],
      named: [{ id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/) }],
    },
  }),

  messages('node-red-contrib-crypto-js', 'encrypts, decrypts and digests', {
    flow: [
      node('e', 'encrypt', { algorithm: 'AES', key: 'k3y' }, ['d']),
      node('d', 'decrypt', { algorithm: 'AES', key: 'k3y' }, ['out']),
      node('s', 'digest', { algorithm: 'SHA256' }, ['sum']),
      node('h', 'hmac', { algorithm: 'HmacMD5', key: 'Jefe' }, ['mac']),
    ],
    send: [
      ['e', { payload: 'secret' }],
      ['s', { payload: 'abc' }],
      ['h', { payload: 'what do ya want for nothing?' }],
    ],
    expect: {
      out: [{ payload: 'secret' }],
      sum: [{ payload: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' }],
      mac: [{ payload: '750c783e6ab0b503eaa86e310a5db738' }],
    },
  }),

  messages('node-red-contrib-md5', 'the hash of a property', {
    flow: [
      node(
        'm',
        'md5',
        { fieldToHash: 'payload.a', fieldTypeToHash: 'msg', hashField: 'hash', hashFieldType: 'msg' },
        ['out'],
      ),
    ],
    send: [['m', { payload: { a: 'abc' } }]],
    expect: { out: [{ hash: '900150983cd24fb0d6963f7d28e17f72' }] },
  }),

  messages('node-red-node-msgpack', 'packs objects and unpacks Buffers', {
    flow: [
      node('p', 'msgpack', { property: 'payload' }, ['u', 'packed']),
      node('u', 'msgpack', { property: 'payload' }, ['out']),
    ],
    send: [['p', { payload: { a: [1, 2.5, 'x'], b: null } }]],
    expect: { packed: [{ payload: { $type: 'Buffer' } }], out: [{ payload: { a: [1, 2.5, 'x'], b: null } }] },
  }),

  messages('node-red-node-data-generator', 'a template with a seed', {
    flow: [
      node(
        'g',
        'data-generator',
        {
          field: 'payload',
          fieldType: 'msg',
          syntax: 'json',
          template: '{"n":{{int 5 5}},"who":"{{firstName}}"}',
        },
        ['out'],
      ),
    ],
    send: [['g', { seed: 'mill' }]],
    expect: { out: [{ payload: { n: 5, who: expect.any(String) } }] },
  }),

  messages('node-red-node-sentiment', 'the score of a sentence', {
    flow: [node('s', 'sentiment', { property: 'payload' }, ['out'])],
    send: [
      ['s', { payload: 'I love this wonderful mill' }],
      ['s', { payload: 'mill', overrides: { mill: -3 } }],
    ],
    expect: {
      out: [
        { sentiment: { score: 7, positive: expect.arrayContaining(['love']) } },
        { sentiment: { score: -3 } },
      ],
    },
  }),

  messages('node-red-node-geofence', 'what is inside a circle, and where', {
    flow: [
      node(
        'g',
        'geofence',
        {
          name: 'mill',
          mode: 'circle',
          inside: 'both',
          rad: 1000,
          points: [],
          centre: { latitude: 52, longitude: 13 },
        },
        ['out'],
      ),
    ],
    send: [
      ['g', { location: { lat: 52.001, lon: 13 } }],
      ['g', { payload: { lat: 53, lon: 13 } }],
    ],
    expect: {
      out: [
        { location: { inarea: true, isat: ['mill'] } },
        { location: { inarea: false, distances: { mill: expect.any(Number) } } },
      ],
    },
  }),

  messages('node-red-contrib-counter', 'counts up to a limit, and from what a reset says', {
    flow: [
      node('c', 'counter', { init: '1', step: '2', upper: '4', mode: 'increment', outputs: 1 }, ['out']),
    ],
    send: [
      ['c', {}],
      ['c', {}],
      ['c', { reset: 2 }],
    ],
    expect: { out: [{ count: 3 }, { count: 4, countUpperLimitReached: true }, { count: 2 }] },
  }),

  messages('node-red-contrib-loop-processing', 'a loop over an array, by way of its own output', {
    flow: [
      node(
        'l',
        'array-loop',
        {
          key: 'index',
          keyType: 'msg',
          array: 'list',
          arrayType: 'msg',
          reset: true,
          resetValue: 'value-null',
        },
        ['out'],
        ['each', 'l'],
      ),
    ],
    send: [['l', { list: ['a', 'b'] }]],
    expect: {
      each: [
        { payload: 'a', index: 0 },
        { payload: 'b', index: 1 },
      ],
      out: [{ index: null }],
    },
  }),

  messages('node-red-contrib-bool-gate', 'whether the last messages of all topics are right', {
    flow: [
      node(
        'g',
        'and-gate',
        { rules: [rule('a'), rule('b')], outputTopic: 'both', gateType: 'and', emitOnlyIfTrue: true },
        ['out'],
      ),
    ],
    send: [
      ['g', { topic: 'a', payload: 1 }],
      ['g', { topic: 'b', payload: 0 }],
      ['g', { topic: 'b', payload: 1 }],
    ],
    expect: { out: [{ topic: 'both', bool: true }] },
  }),

  messages('node-red-contrib-statistics', 'sums of what came', {
    flow: [
      node(
        's',
        'statistics',
        {
          dataSetSize: '3',
          inputField: 'payload',
          inputFieldType: 'msg',
          resultField: 'result',
          resultFieldType: 'msg',
          resultOnly: true,
        },
        ['out'],
      ),
    ],
    send: [
      ['s', { topic: 'x/sum', payload: 1 }],
      ['s', { topic: 'x/mean', payload: [2, 6] }],
      ['s', { topic: 'x/max', payload: 4 }],
    ],
    expect: { out: [{ result: 1 }, { result: 3 }, { result: 6 }] },
  }),

  smoke('node-red-contrib-aggregator', 'the median of an interval', async (bench) => {
    const config = {
      intervalCount: '1',
      intervalUnits: 's',
      submitIncompleteInterval: true,
      submitPerTopic: true,
      aggregationType: 'max',
    }
    await bench.run([node('a', 'aggregator', config, ['out']), record('out')])
    for (const payload of ['3', 9, 4]) bench.send('a', { topic: 't', payload })
    await bench.gets('out', [{ topic: 't', payload: 9 }])
  }),

  messages('node-red-contrib-batcher', 'payloads in batches by topic', {
    flow: [node('b', 'batcher', { maxTopics: '5', maxMessagesPerTopic: '2', maxDelay: '60000' }, ['out'])],
    send: [
      ['b', { topic: 'a', payload: 1 }],
      ['b', { topic: 'b', payload: 2 }],
      ['b', { topic: 'a', payload: 3 }],
    ],
    expect: { out: [{ topic: 'a', payload: [1, 3] }] },
  }),

  messages('node-red-contrib-traffic', 'stops and lets go on', {
    flow: [
      node(
        't',
        'traffic',
        {
          property_allow: 'payload',
          filter_allow: '^go$',
          property_stop: 'payload',
          filter_stop: '^halt$',
          send_allow: false,
          send_stop: false,
          default_start: true,
          differ: false,
        },
        ['out'],
      ),
    ],
    send: ['one', 'halt', 'two', 'go', 'three'].map((payload) => ['t', { payload }] as const),
    expect: { out: [{ payload: 'one' }, { payload: 'three' }] },
  }),

  smoke('node-red-contrib-cache', 'values that are kept in a config node', async (bench) => {
    const use = { cache: 'c', keyProperty: 'topic', valueProperty: 'payload' }
    await bench.run([
      settings('c', 'Cache', { defaultTtl: '60', checkPeriod: '0' }),
      node('in', 'Cache in', { ...use, cacheMissRouting: true, outputs: 2 }, ['hit'], ['miss']),
      node('set', 'Cache out', { ...use }, ['set-done']),
      record('hit'),
      record('miss'),
      record('set-done'),
    ])
    bench.send('in', { topic: 'k' })
    await bench.gets('miss', [{ topic: 'k', payload: null }])
    bench.send('set', { topic: 'k', payload: { v: 1 } })
    bench.send('in', { topic: 'k' })
    await bench.gets('hit', [{ topic: 'k', payload: { v: 1 } }])
  }),

  messages('node-red-contrib-jwt', 'signs and verifies', {
    flow: [
      node(
        's',
        'jwt sign',
        { alg: 'HS256', exp: 60, jwkkid: 'k1', secret: 'hush', signvar: 'payload', storetoken: 'token' },
        ['v'],
      ),
      node('v', 'jwt verify', { alg: ['HS256'], secret: 'hush', signvar: 'token', storetoken: 'claims' }, [
        'out',
      ]),
    ],
    send: [['s', { payload: { who: 'ada' } }]],
    expect: { out: [{ claims: { who: 'ada', exp: expect.any(Number) } }] },
  }),

  messages('node-red-contrib-auth', 'a token by the secret of a config node, and back', {
    flow: [
      settings('c', 'JsonWebToken_config', { secret: 'hush' }),
      node('s', 'JsonWebToken', { name: 'sign', tokenconfig: 'c' }, ['v']),
      node('v', 'JsonWebToken', { name: 'verify', tokenconfig: 'c' }, ['out']),
    ],
    send: [['s', { payload: { who: 'ada' } }]],
    expect: { out: [{ token: { who: 'ada', iat: expect.any(Number) } }] },
  }),

  messages('node-red-contrib-json', 'a JSONPath expression', {
    flow: [
      node(
        'j',
        'contrib-json',
        { engine: 'JSONPath', expr: '$.a[?(@.n>1)].n', complete: 'property', prop: 'payload' },
        ['out'],
      ),
    ],
    send: [['j', { payload: { a: [{ n: 1 }, { n: 2 }, { n: 3 }] } }]],
    expect: { out: [{ payload: [2, 3] }] },
  }),

  smoke('node-red-contrib-file-function', 'a function whose text is in a file', async (bench) => {
    const file = join(bench.folder, 'double.js')
    await writeFile(file, 'msg.payload *= 2; return msg')
    await bench.run([
      node('f', 'file function', { filename: file, reloadfile: true, outputs: 1 }, ['out']),
      record('out'),
    ])
    bench.send('f', { payload: 21 })
    await bench.gets('out', [{ payload: 42 }])
  }),

  messages('node-red-contrib-config', 'values in flow context at the start', {
    flow: [
      settings('c', 'config', {
        z: 'tab',
        active: true,
        properties: [
          { p: 'limit', pt: 'flow', to: '12', tot: 'num' },
          { p: 'all', pt: 'global', to: '{"a":1}', tot: 'json' },
        ],
      }),
      node(
        'm',
        'md5',
        { fieldToHash: 'all.a', fieldTypeToHash: 'global', hashField: 'h', hashFieldType: 'msg' },
        ['g'],
      ),
      node(
        'g',
        'change',
        { rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'limit', tot: 'flow' }], reg: false },
        ['out'],
      ),
    ],
    send: [['m', {}]],
    expect: { out: [{ payload: 12 }] },
  }),

  messages('node-red-contrib-credentials', 'secrets on their way into a message', {
    flow: [
      {
        ...node('c', 'credentials', { props: [{ value: 'user.pass', type: 'msg' }] }, ['out']),
        credentials: { creds: JSON.stringify([{ value: 'hush' }]) },
      },
    ],
    send: [['c', { user: {} }]],
    expect: { out: [{ user: { pass: 'hush' } }] },
  }),
]
