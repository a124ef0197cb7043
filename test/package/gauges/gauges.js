// @ts-check
import { configNode, defineNode, property, typedValue } from 'millrace'

export const station = defineNode({
  type: 'gauge-station',
  summary: 'Holds what gauges have in common.',
  isConfig: true,
  config: {
    type: 'object',
    properties: { unit: { type: 'string', enum: ['bar', 'psi'], default: 'bar', description: 'The unit.' } },
  },
  credentials: {
    user: { type: 'text', description: 'The user.' },
    pin: { type: 'password', description: 'The number of the user.' },
  },
  async create({ unit }, { credentials }) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const { user, pin } = credentials
    return { label: `${user}/${typeof pin}/${pin?.length}`, unit, close() {} }
  },
})

export const gauge = defineNode({
  type: 'gauge',
  summary: 'Sorts readings.',
  outputs: ['low', 'high'],
  config: {
    type: 'object',
    properties: {
      station: configNode(station, { description: 'The station.', needed: true }),
      other: configNode(station, { description: 'Another station, or none.' }),
      reading: typedValue({
        types: ['msg', 'flow', 'num', 'str', 'env', 'jsonata'],
        default: { type: 'msg', value: 'payload' },
        description: 'The reading.',
      }),
      target: property({ of: ['msg', 'flow'], default: 'result', description: 'Where the reading goes.' }),
      limit: { type: 'number', minimum: 0, default: 10, description: 'What is more is high.' },
      marks: { type: 'array', items: { type: 'string' }, default: ['a'], description: 'Marks.' },
      loud: { type: 'boolean', default: false, description: 'Say it loud.' },
    },
  },
  create({ station, other, reading, target, limit, marks, loud }, node) {
    let seen = 0
    return {
      async input(message, send) {
        const value = await reading.evaluate(message)
        if (value === undefined) throw new Error('there is no reading')
        seen++
        await node.context.node.setAsync('seen', seen)
        await target.set(message, value)
        message.about = {
          station: station.label,
          unit: station.unit,
          other: other?.unit,
          kept: node.context.node.get('seen'),
          flow: node.context.flow.get('result'),
          greeting: node.env('COMPARE_GREETING'),
          missing: node.env('COMPARE_MISSING'),
          tab: node.env('NR_FLOW_NAME'),
          types: [typeof limit, typeof loud],
          marks,
          loud,
          name: node.name,
        }
        const isHigh = Number(value) > limit
        node.status({ fill: isHigh ? 'red' : 'green', shape: 'dot', text: `${value} ${station.unit}` })
        send.to(isHigh ? 'high' : 'low', message)
        if (isHigh) send.to(0, [{ payload: 'first' }, { payload: 'second' }])
      },
    }
  },
})

export const start = defineNode({
  type: 'gauge-start',
  summary: 'Sends one message after the start.',
  hasInput: false,
  outputs: 1,
  config: { type: 'object', properties: {} },
  create(_config, node) {
    const timer = setTimeout(() => node.send({ payload: `${node.type} ${node.id}` }), 100)
    return { close: () => clearTimeout(timer) }
  },
})

export const door = defineNode({
  type: 'gauge-door',
  summary: 'Takes requests.',
  hasInput: false,
  outputs: 1,
  config: {
    type: 'object',
    properties: { path: { type: 'string', default: '/door/:id?', description: 'The path.' } },
  },
  routes: ({ path }) => [{ method: 'post', path }],
  create({ path }, node) {
    node.http.route({ method: 'post', path }, (message) => node.send(message))
    return {}
  },
})

export const answer = defineNode({
  type: 'gauge-answer',
  summary: 'Answers requests.',
  config: { type: 'object', properties: {} },
  create: (_config, node) => ({
    input(message) {
      const { params, query } = message.req
      const response = node.http.responseOf(message)
      const body = { params, query, payload: message.payload }
      const sent = response?.answer({
        statusCode: 201,
        headers: { 'x-gauge': 'yes' },
        cookies: { c: 'v' },
        body,
      })
      node.log(`${sent} ${response?.isOpen}`)
    },
  }),
})

export default [station, gauge, start, door, answer]
