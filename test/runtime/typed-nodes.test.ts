import { describe, expect, onTestFinished, test } from 'vitest'
import { configNode, createRuntime, defineNode, property, typedValue } from '../../runtime/index.js'
import { recordFlow } from '../helpers/record-flow.js'

const station = defineNode({
  type: 'station',
  summary: 'Holds secrets.',
  isConfig: true,
  config: { type: 'object', properties: {} },
  credentials: { pin: { type: 'password', description: 'The number.' } },
  create: async (_config, { credentials }) => ({ pin: credentials.pin }),
})

const sorter = defineNode({
  type: 'sorter',
  summary: 'Sorts readings.',
  outputs: ['low', 'high'],
  config: {
    type: 'object',
    properties: {
      station: configNode(station, { description: 'The station.', needed: true }),
      reading: typedValue({
        types: ['msg', 'flow', 'jsonata'],
        default: { type: 'msg', value: 'payload' },
        description: 'The reading.',
      }),
      target: property({ of: ['msg', 'flow'], default: 'result', description: 'Where it goes.' }),
    },
  },
  create: ({ station, reading, target }) => ({
    async input(message, send) {
      const value = await reading.evaluate(message)
      await target.set(message, value)
      send.to(Number(value) > 10 ? 'high' : 0, { ...message, payload: [value, station.pin] })
      send.to('low', [{ payload: 'a' }, { payload: 'b' }])
    },
  }),
})

const flow = (config: object, credentials: object = { pin: 1234 }) => [
  { id: 't', type: 'tab', label: 'Tab' },
  { id: 's', type: 'station', credentials },
  { id: 'n', type: 'sorter', z: 't', x: 1, y: 1, station: 's', wires: [['low'], ['high']], ...config },
  { id: 'low', type: 'record', z: 't' },
  { id: 'high', type: 'record', z: 't' },
]

describe('a typed node in a flow', () => {
  test.each([
    { name: 'a low reading', payload: 3, low: [[3, '1234'], 'a', 'b'], high: [] },
    { name: 'a high reading', payload: 30, low: ['a', 'b'], high: [[30, '1234']] },
  ])('sends by the names of its outputs: $name', async ({ payload, low, high }) => {
    const run = await recordFlow(flow({}), { nodes: [station, sorter] })
    await run.send('n', { payload })
    const at = (id: string) =>
      run.records.filter((record) => record.at === id).map(({ message }) => message.payload)
    expect({ low: at('low'), high: at('high') }).toEqual({ low, high })
  })

  test.each([
    { name: 'a type that is not allowed', config: { reading: '1', readingType: 'num' }, code: 'BAD_CONFIG' },
    { name: 'a bad expression', config: { reading: '$(', readingType: 'jsonata' }, code: 'BAD_CONFIG' },
    { name: 'a bad property', config: { target: 'a..b' }, code: 'BAD_CONFIG' },
    { name: 'no config node', config: { station: '' }, code: 'MISSING_FIELD' },
  ])('is refused before anything starts: $name', async ({ config, code }) => {
    const runtime = createRuntime({ flow: flow(config).slice(0, 3), nodes: [station, sorter], port: false })
    onTestFinished(() => runtime.stop().then(() => {}))
    await expect(runtime.start()).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code })]),
    })
  })
})
