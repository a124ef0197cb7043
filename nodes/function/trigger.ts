import { type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import { type HeldMessage, holdMessage, readMessageLimit } from '../../runtime/message/held-message.js'
import type { Message } from '../../runtime/message/message.js'
import { getMessageProperty } from '../../runtime/message/property-access.js'
import { Turns } from '../../runtime/message/turns.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'
import { TriggerTopics } from './trigger-topics.js'
import { compileTriggerValue, formatOf, upgradeTriggerValue } from './trigger-value.js'

const unitMs = { ms: 1, s: 1000, min: 60_000, hr: 3_600_000 }

export default defineNode({
  type: 'trigger',
  summary: 'Sends a message when one comes, and a second one after a time unless it is extended or reset.',
  outputs: ({ outputs }) => outputs,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      op1: { type: 'string', default: '1', description: 'Payload of the first message.' },
      op1type: {
        type: 'string',
        default: 'str',
        description:
          'Type of `op1`: str (a Mustache template where it has {{), num, bool, json, bin, date, env, flow, global; pay: the ' +
          'message as it came; nul: send none.',
      },
      op2: { type: 'string', default: '0', description: 'Payload of the second message.' },
      op2type: {
        type: 'string',
        default: 'str',
        description:
          'Type of `op2`: as of `op1`; pay: the payload that triggered; payl: the latest message that came; nul: send none.',
      },
      duration: {
        type: 'number',
        default: 250,
        description:
          'Wait before the second message, in `units`. 0: until a reset. Negative: send the first message again at this ' +
          'interval, until a reset.',
      },
      units: {
        type: 'string',
        enum: ['ms', 's', 'min', 'hr'],
        default: 'ms',
        description: 'Unit of `duration`: ms, s, min or hr.',
      },
      extend: {
        type: 'boolean',
        default: false,
        description: 'Each message that comes starts the wait again.',
      },
      overrideDelay: {
        type: 'boolean',
        default: false,
        description: 'msg.delay, in milliseconds, replaces the duration.',
      },
      reset: {
        type: 'string',
        default: '',
        description: 'A payload that resets the node, as msg.reset does; empty: none.',
      },
      bytopic: {
        type: 'string',
        enum: ['all', 'topic'],
        default: 'all',
        description: 'all: one wait for all messages. topic: one for each value of the property in `topic`.',
      },
      topic: {
        type: 'string',
        default: 'topic',
        description: 'The property of the message that tells streams apart.',
      },
      outputs: {
        type: 'integer',
        minimum: 1,
        maximum: 2,
        default: 1,
        description: 'With 2, the second message goes to the second output.',
      },
    },
  },
  help: {
    details:
      'While it waits, further messages are taken in and not sent, but for `extend`, and the latest one where `op2type` ' +
      'is payl. The second message is made of the one that triggered, with another payload.',
    reads: {
      reset: 'Whatever its value: ends the wait without a second message.',
      delay: '`overrideDelay`: the wait, in milliseconds.',
      topic: '`bytopic` topic: messages of another topic have a wait of their own.',
      payload: 'pay, payl: what is sent; also compared with `reset`.',
    },
    sets: { payload: 'What `op1` and `op2` say.' },
    outputs:
      'The first: the message at the start, and the second one where there is no other output. The second, where ' +
      '`outputs` is 2: the second message.',
    example: [
      { id: 'in', type: 'inject', payload: 'motion', wires: [['light']] },
      { id: 'light', type: 'trigger', op1: 'on', op2: 'off', duration: 20, extend: true, wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...saved,
    op1type: upgradeTriggerValue(saved.op1, saved.op1type),
    op2type: upgradeTriggerValue(saved.op2, saved.op2type),
  }),

  check({ op1, op1type, op2, op2type, topic }) {
    return [
      ...checkValue('op1', op1, op1type),
      ...checkValue('op2', op2, op2type),
      ...checkValue('topic', topic, 'msg'),
    ]
  },

  async create(config, node) {
    const { duration, units, overrideDelay, reset, bytopic } = config
    const loops = duration < 0
    const waitMs = Math.abs(duration) * unitMs[units]
    const rules = {
      first: await compileTriggerValue(config.op1, config.op1type, node),
      second: await compileTriggerValue(config.op2, config.op2type, node),
      extends: config.extend && !loops,
      loops,
      secondOutput: config.outputs - 1,
      limit: readMessageLimit(node.settings),
    }
    const topics = new TriggerTopics(rules, node)
    const turns = new Turns()

    const take = (held: HeldMessage) => {
      const { message } = held
      const key = bytopic === 'all' ? undefined : readTopic(message, config.topic)
      const wait = (overrideDelay ? readDelay(message) : undefined) ?? waitMs
      const done = turns.take(() => {
        if (!isReset(message, reset)) return topics.take(key, held, wait)
        topics.reset(key)
        held.release()
      })
      return done?.catch(held.fail)
    }
    return {
      input: (message, send) => holdMessage(message, send, take),
      async close() {
        await turns.settled()
        topics.close()
      },
    }
  },
})

function checkValue(field: string, value: string, type: string): ConfigProblem[] {
  const fault = checkTypedValue(formatOf(value, type), type)
  return fault === undefined
    ? []
    : [{ message: `${field}: ${fault}`, remedy: 'Correct it in the trigger node.' }]
}

/** Which wait a message is for. Without the property it has one of its own; without what that is in, it fails. */
function readTopic(message: Message, expression: string): string | undefined {
  const topic = getMessageProperty(message, expression)
  return topic ? String(topic) : undefined
}

function readDelay({ delay }: Message): number | undefined {
  const delayMs = Number.parseFloat(String(delay))
  return Number.isNaN(delayMs) ? undefined : Math.abs(delayMs)
}

function isReset(message: Message, reset: string): boolean {
  if (Object.hasOwn(message, 'reset')) return true
  const { payload } = message
  return reset !== '' && payload !== undefined && payload !== null && String(payload) === reset
}
