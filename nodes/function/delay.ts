import { defineNode, type RunningNode } from '../../runtime/define-node.js'
import { readMessageLimit } from '../../runtime/message/held-message.js'
import { holdEach } from './delay-hold.js'
import { type DelayMode, readMilliseconds } from './delay-mode.js'
import { dropBeyondRate, limitRate } from './delay-rate.js'
import { limitByTopic } from './delay-topics.js'

const unitMs = { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 }
const rateUnitMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

export default defineNode({
  type: 'delay',
  summary: 'Delays messages, or limits how many of them pass in a time.',
  outputs: ({ outputs }) => outputs,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      pauseType: {
        type: 'string',
        enum: ['delay', 'delayv', 'random', 'rate', 'queue', 'timed'],
        default: 'delay',
        description:
          'delay: hold each message for `timeout`. delayv: for msg.delay milliseconds, else `timeout`. random: for a time ' +
          'between `randomFirst` and `randomLast`. rate: let `rate` messages pass in a time. queue: the same, of the latest ' +
          'message of each topic in turn. timed: release the latest message of all topics at each interval.',
      },
      timeout: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'The delay, in `timeoutUnits`. The editor sets 5 for new nodes.',
      },
      timeoutUnits: {
        type: 'string',
        enum: ['milliseconds', 'seconds', 'minutes', 'hours', 'days'],
        default: 'seconds',
        description: 'Unit of `timeout`.',
      },
      rate: {
        type: 'number',
        minimum: 0,
        default: 0,
        description:
          'How many messages pass in `nbRateUnits` of `rateUnits`, evenly spread; 0: as fast as can be, with `drop` ' +
          'the first one only. The editor sets 1 for new nodes.',
      },
      nbRateUnits: {
        type: 'number',
        minimum: 0,
        default: 1,
        description: 'How many `rateUnits`; 0 means 1.',
      },
      rateUnits: {
        type: 'string',
        enum: ['second', 'minute', 'hour', 'day'],
        default: 'second',
        description: 'Unit of `nbRateUnits`.',
      },
      randomFirst: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'Shortest random delay, in `randomUnits`. The editor sets 1 for new nodes.',
      },
      randomLast: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'Longest random delay, in `randomUnits`. The editor sets 5 for new nodes.',
      },
      randomUnits: {
        type: 'string',
        enum: ['milliseconds', 'seconds', 'minutes', 'hours', 'days'],
        default: 'seconds',
        description: 'Unit of `randomFirst` and `randomLast`.',
      },
      drop: {
        type: 'boolean',
        default: false,
        description:
          'rate: do not queue messages beyond the rate; they are dropped or go to the second output.',
      },
      allowrate: {
        type: 'boolean',
        default: false,
        description:
          'rate, queue, timed: msg.rate, in milliseconds between messages, replaces the rate until a reset.',
      },
      outputs: {
        type: 'integer',
        minimum: 1,
        maximum: 2,
        default: 1,
        description: 'With 2, messages that do not pass go to the second output.',
      },
    },
  },
  help: {
    details:
      'No more messages wait than the setting nodeMessageBufferMaxLength allows; the next one is an error. A message ' +
      'with nothing but flush or reset is not sent itself.',
    reads: {
      delay: 'delayv: how long to hold this message, in milliseconds.',
      rate: '`allowrate`: milliseconds between messages from now on.',
      topic: 'queue, timed: of each topic the latest message is kept.',
      reset: 'Whatever its value: drops all messages that wait, and undoes msg.rate.',
      flush: 'A number: sends so many of the messages that wait, at once; any other value: all.',
      toFront: 'rate: true puts the message before those that wait.',
    },
    sets: {
      flush: 'rate, queue, timed: removed.',
      reset: 'rate: removed.',
      topic: 'queue, timed: "_none_" where the message has none.',
    },
    outputs:
      'The first: messages when their time has come. The second, where `outputs` is 2: those beyond the rate.',
    example: [
      { id: 'in', type: 'inject', payload: '[1,2,3]', payloadType: 'json', wires: [['each']] },
      { id: 'each', type: 'split', wires: [['slow']] },
      { id: 'slow', type: 'delay', pauseType: 'rate', rate: 50, wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  create(config, node) {
    const { pauseType, timeout, timeoutUnits } = config
    const limit = readMessageLimit(node.settings)
    const waitMs = timeout * unitMs[timeoutUnits]
    if (pauseType === 'delay') return holdEach(() => waitMs, limit, waitMs > 1000 ? 'before' : 'seldom', node)
    if (pauseType === 'delayv') {
      return holdEach(({ delay }) => readMilliseconds(delay) ?? waitMs, limit, 'after', node)
    }
    if (pauseType === 'random') {
      const firstMs = config.randomFirst * unitMs[config.randomUnits]
      const lastMs = config.randomLast * unitMs[config.randomUnits]
      const waitOf = () => firstMs + (lastMs - firstMs) * Math.random()
      return holdEach(waitOf, limit, Math.max(firstMs, lastMs) > 1000 ? 'before' : 'seldom', node)
    }
    return limitMessages(config, limit, node)
  },
})

interface RateConfig {
  pauseType: string
  rate: number
  nbRateUnits: number
  rateUnits: keyof typeof rateUnitMs
  drop: boolean
  allowrate: boolean
  outputs: number
}

function limitMessages(config: RateConfig, limit: number, node: RunningNode): DelayMode {
  const { rate, nbRateUnits, rateUnits, pauseType, outputs } = config
  const periodMs = rate === 0 ? 0 : (rateUnitMs[rateUnits] / rate) * (nbRateUnits || 1)
  const options = { periodMs, allowsRate: config.allowrate, limit }
  if (pauseType === 'rate') {
    if (!config.drop) return limitRate(options, node)
    return dropBeyondRate(
      rate === 0 ? { ...options, periodMs: Number.POSITIVE_INFINITY } : options,
      outputs,
      node,
    )
  }
  const atOnce = pauseType === 'queue' ? 1 : Number.POSITIVE_INFINITY
  return limitByTopic(options, atOnce, outputs, node)
}
