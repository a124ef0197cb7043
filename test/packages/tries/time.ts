import { expect } from 'vitest'
import { node, record, settings } from '../bench.js'
import { messages, smoke } from '../smoke.js'

const everyDay = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, true]),
)

const namesOfDates = [
  ...['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'jan', 'feb', 'mar', 'apr'],
  ...['may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
]
const anyDate = Object.fromEntries(namesOfDates.map((name) => [name, true]))
const noSpecialDates = Object.fromEntries(
  ['day', 'month', 'xday', 'xmonth', 'd', 'w', 'xd', 'xw'].flatMap((name) =>
    Array.from({ length: 12 }, (_, index) => [`${name}${index + 1}`, 0]),
  ),
)
const inBerlin = {
  isValide: 'true',
  longitude: '0',
  latitude: '0',
  angleType: 'deg',
  timeZoneOffset: '0',
  timeZoneDST: '0',
  stateTimeFormat: '3',
  stateDateFormat: '12',
  credentials: { posLatitude: '52.5', posLongitude: '13.4' },
}
const unset = (name: string) => ({
  [name]: '',
  [`${name}Type`]: 'none',
  [`${name}Offset`]: 0,
  [`${name}OffsetType`]: 'none',
  [`${name}OffsetMultiplier`]: 60_000,
})

/** Packages of timers and dates. */
export const timeTries = [
  smoke('node-red-contrib-bigtimer', 'what it sends when it is switched by hand', async (bench) => {
    const config = {
      ...{ outtopic: 'lamp', outpayload1: 'go', outpayload2: 'halt', outtext1: 'is on', outtext2: 'is off' },
      ...{ lat: '52.5', lon: '13.4', starttime: '60', endtime: '61', starttime2: '0', endtime2: '0' },
      ...{ startoff: '0', endoff: '0', startoff2: '0', endoff2: '0', offs: '0', timeout: '1440' },
      ...anyDate,
      ...noSpecialDates,
    }
    await bench.run([node('b', 'bigtimer', config, ['out'], [], ['texts']), record('out'), record('texts')])
    // With its first message it finds out what the time says.
    bench.send('b', { payload: 'sync' })
    await bench.getsOne('out', { topic: 'lamp', state: 'auto' })
    bench.send('b', { payload: 'on' })
    await bench.getsOne('out', { topic: 'lamp', payload: 'go', state: 'on' })
    await bench.getsOne('texts', { payload: 'is on' })
    bench.send('b', { payload: 'off' })
    await bench.getsOne('out', { topic: 'lamp', payload: 'halt', state: 'off' })
    await bench.getsOne('texts', { payload: 'is off' })
  }),

  messages('node-red-contrib-sun-position', 'where the sun stood at a time, with a secret place', {
    flow: [
      settings('p', 'position-config', inBerlin),
      node(
        's',
        'sun-position',
        { positionConfig: 'p', rules: [], topic: 'sun', outputs: 1, ...unset('start'), ...unset('end') },
        ['out'],
      ),
    ],
    send: [['s', { ts: Date.UTC(2024, 5, 21, 12) }]],
    expect: {
      out: [{ payload: { azimuth: expect.closeTo(203.59, 1), altitude: expect.closeTo(59.33, 1) } }],
    },
  }),

  messages('node-red-contrib-moment', 'dates in time zones, and durations for people', {
    flow: [
      node(
        'm',
        'moment',
        {
          input: 'payload',
          inputType: 'msg',
          inTz: 'Europe/Berlin',
          outTz: 'America/New_York',
          adjAmount: '1',
          adjType: 'days',
          adjDir: 'add',
          format: 'YYYY-MM-DD HH:mm',
          locale: 'en',
          output: 'payload',
          outputType: 'msg',
          topic: '',
        },
        ['out'],
      ),
      node('h', 'humanizer', { input: '' }, ['out']),
    ],
    send: [
      ['m', { payload: '2024-02-28T12:00:00' }],
      ['h', { payload: 90 }],
    ],
    expect: { out: [{ payload: '2024-02-29 06:00' }, { payload: { humanized: '2 minutes' } }] },
  }),

  smoke(
    'node-red-contrib-cron-plus',
    'a schedule by the second, and one that a message adds',
    async (bench) => {
      const every = { expression: '* * * * * *', expressionType: 'cron', payloadType: 'num', type: 'num' }
      await bench.run([
        node(
          'c',
          'cronplus',
          {
            outputField: 'payload',
            timeZone: '',
            persistDynamic: false,
            commandResponseMsgOutput: 'output2',
            outputs: 2,
            options: [{ name: 'tick', topic: 'tick', payload: '7', ...every, location: '', offset: '0' }],
          },
          ['out'],
          ['answers'],
        ),
        record('out'),
        record('answers'),
      ])
      await bench.getsOne('out', { topic: 'tick', payload: 7 })
      bench.send('c', {
        topic: 'new',
        payload: {
          command: 'add',
          name: 'more',
          topic: 'more',
          payload: 5,
          ...every,
          type: 'str',
        },
      })
      await bench.getsOne('out', { topic: 'more', payload: 5 })
      bench.send('c', { topic: 'trigger', payload: 'tick' })
      bench.send('c', { payload: { command: 'describe', expression: '0 0 * * *', expressionType: 'cron' } })
      await bench.getsOne('answers', {
        payload: expect.objectContaining({
          result: expect.objectContaining({ description: expect.any(String) }),
        }),
      })
    },
  ),

  smoke('node-red-contrib-schedex', 'what it sends when it is told to switch', async (bench) => {
    const config = {
      passthroughunhandled: false,
      suspended: false,
      lat: '52',
      lon: '13',
      ontime: '07:28',
      ontopic: 'lamp',
      onpayload: 'bright',
      onoffset: 0,
      onrandomoffset: 0,
      offtime: 'goldenHour',
      offtopic: 'lamp',
      offpayload: 'dark',
      offoffset: 0,
      offrandomoffset: 0,
      ...everyDay,
    }
    await bench.run([node('s', 'schedex', config, ['out']), record('out')])
    bench.send('s', { payload: 'on' })
    bench.send('s', { payload: 'off' })
    await bench.gets('out', [
      { topic: 'lamp', payload: 'bright' },
      { topic: 'lamp', payload: 'dark' },
    ])
    bench.send('s', { payload: 'info' })
    await bench.getsOne('out', {
      topic: 'info',
      payload: expect.objectContaining({ ontime: '07:28', actuatedstate: expect.any(String) }),
    })
  }),

  messages('node-red-contrib-stoptimer', 'the first message after its time, and a stop', {
    flow: [
      node(
        'a',
        'stoptimer',
        { duration: '0.2', units: 'Second', payloadtype: 'num', payloadval: '5' },
        ['out'],
        ['value'],
      ),
      node(
        'b',
        'stoptimer',
        { duration: '60', units: 'Second', payloadtype: 'num', payloadval: '0' },
        ['none'],
        ['stopped'],
      ),
    ],
    send: [
      ['a', { payload: 'first' }],
      ['a', { payload: 'second' }],
      ['b', { payload: 'x' }],
      ['b', { payload: 'stop' }],
    ],
    expect: {
      out: [{ payload: 'second' }],
      value: [{ payload: 5 }],
      stopped: [{ payload: 'stopped' }],
      none: [],
    },
  }),

  messages('node-red-node-suncalc', 'whether the sun is up, now', {
    flow: [
      node(
        's',
        'sunrise',
        {
          lat: '52',
          lon: '13',
          start: 'sunrise',
          end: 'sunset',
          soff: 0,
          eoff: 0,
          sendAtStartup: true,
          play: '',
        },
        [],
        ['out'],
      ),
    ],
    send: [],
    expect: { out: [{ topic: 'sun', payload: expect.any(Number), start: expect.anything() }] },
  }),

  messages('node-red-contrib-queue-gate', 'holds messages until it is opened', {
    flow: [
      node(
        'q',
        'q-gate',
        {
          controlTopic: 'control',
          defaultState: 'queueing',
          openCmd: 'open',
          closeCmd: 'close',
          toggleCmd: 'toggle',
          queueCmd: 'queue',
          defaultCmd: 'default',
          triggerCmd: 'trigger',
          flushCmd: 'flush',
          resetCmd: 'reset',
          peekCmd: 'peek',
          dropCmd: 'drop',
          statusCmd: 'status',
          maxQueueLength: '2',
          keepNewest: true,
          qToggle: false,
          persist: false,
          storeName: 'default',
        },
        ['out'],
      ),
    ],
    send: [
      ...[1, 2, 3].map((payload) => ['q', { payload }] as const),
      ['q', { topic: 'control', payload: 'trigger' }],
      ['q', { topic: 'control', payload: 'open' }],
      ['q', { payload: 4 }],
    ],
    expect: { out: [{ payload: 2 }, { payload: 3 }, { payload: 4 }] },
  }),

  messages('node-red-contrib-simple-message-queue', 'one message for each trigger', {
    flow: [node('q', 'simple-queue', { firstMessageBypass: true, bypassInterval: '0' }, ['out'])],
    send: [
      ...['a', 'b', 'c'].map((payload) => ['q', { payload }] as const),
      ['q', { trigger: true }],
      ['q', { queueCount: true }],
    ],
    expect: { out: [{ payload: 'a' }, { payload: 'b', _queueCount: 1 }, { _queueCount: 1 }] },
  }),

  smoke('node-red-contrib-heartbeat', 'healthy, and a warning when nothing comes', async (bench) => {
    const config = {
      timer: '2',
      warning: '1',
      topic: 'dog',
      outhealthy: 'Healthy',
      outwarning: 'Warning',
      outerror: 'Error',
    }
    await bench.run([node('w', 'watchdog', config, ['out']), record('out')])
    bench.send('w', { payload: 'alive' })
    await bench.getsOne('out', { topic: 'dog', payload: 'Warning' })
    await bench.getsOne('out', { topic: 'dog', payload: 'Error' })
  }),
]
