import { defineNode } from '../../runtime/define-node.js'
import { concatSequences } from './batch-concat.js'
import { batchByCount, batchByInterval } from './batch-messages.js'

export default defineNode({
  type: 'batch',
  summary: 'Makes sequences of messages: by number, by time, or of other sequences.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      mode: {
        type: 'string',
        enum: ['count', 'interval', 'concat'],
        default: 'count',
        description:
          'count: of every `count` messages. interval: of what comes in `interval`. concat: of the sequences of `topics`, ' +
          'one after the other.',
      },
      count: {
        type: 'integer',
        minimum: 1,
        default: 1,
        description: 'count: how many messages make a sequence. The editor sets 10 for new nodes.',
      },
      overlap: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'count: how many messages at the end of a sequence begin the next one as well.',
      },
      interval: {
        type: 'number',
        default: 0,
        description:
          'interval: how long messages are gathered, in seconds; more than 0. The editor sets 10 for new nodes.',
      },
      allowEmptySequence: {
        type: 'boolean',
        default: false,
        description: 'interval: send a message with payload null where none came.',
      },
      honourParts: {
        type: 'boolean',
        default: false,
        description: 'count: the last message of a sequence, by msg.parts, ends the new one too.',
      },
      topics: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            topic: { type: 'string', default: '', minLength: 0, description: 'The msg.topic of a sequence.' },
          },
        },
        default: [],
        description: 'concat: the topics, in the order in which their sequences follow each other.',
      },
    },
  },
  help: {
    details:
      'No more messages wait than the setting nodeMessageBufferMaxLength allows: beyond it all of them are given up, ' +
      'with an error.',
    reads: {
      reset: 'Whatever its value: drops all that wait; the message itself is not sent.',
      topic: 'concat: which sequence comes where; a topic that is not listed is an error.',
      parts: 'concat: id, index and count of the sequence; count with `honourParts`: where one ends.',
    },
    sets: {
      parts: 'id (the _msgid of the first message), index and count of the new sequence.',
      payload: 'interval with `allowEmptySequence`: null in the message that stands for none.',
    },
    outputs: ['The messages of a sequence, one after the other, once it is complete.'],
    example: [
      { id: 'in', type: 'inject', payload: '[1,2,3,4]', payloadType: 'json', wires: [['each']] },
      { id: 'each', type: 'split', wires: [['pairs']] },
      { id: 'pairs', type: 'batch', count: 2, wires: [['list']] },
      { id: 'list', type: 'join', mode: 'custom', build: 'array', count: '', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  check({ mode, count, overlap, interval, topics }) {
    if (mode === 'count' && count < 1) {
      return [{ message: `count is ${count}.`, remedy: 'Write a whole number from 1 on.' }]
    }
    if (mode === 'count' && overlap >= count) {
      const message = `overlap is ${overlap}, but a sequence has only ${count} messages.`
      return [{ message, remedy: 'Make it smaller than count.' }]
    }
    if (mode === 'interval' && interval <= 0) {
      return [{ message: `interval is ${interval}.`, remedy: 'Write a number of seconds above 0.' }]
    }
    if (mode !== 'concat' || topics.length > 0) return []
    return [{ message: 'topics is an empty list.', remedy: 'Name at least one topic.' }]
  },

  create({ mode, count, overlap, honourParts, interval, allowEmptySequence, topics }, node) {
    if (mode === 'count') return batchByCount({ count, overlap, honourParts }, node)
    if (mode === 'interval') {
      return batchByInterval({ intervalMs: interval * 1000, allowsEmpty: allowEmptySequence }, node)
    }
    return concatSequences(
      topics.map(({ topic = '' }) => topic),
      node,
    )
  },
})
