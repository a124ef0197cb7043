import { type Behaviour, type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { holdMessage, readMessageLimit } from '../../runtime/message/held-message.js'
import { compileProperty } from '../../runtime/message/property.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'
import { type Joining, joinByConfig, joinByParts } from './join-additions.js'
import { JoinGroups } from './join-groups.js'
import { reduceSequences } from './join-reduce.js'
import { readJoiner } from './join-result.js'

export default defineNode({
  type: 'join',
  summary: 'Joins a sequence of messages to one message.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      mode: {
        type: 'string',
        enum: ['auto', 'custom', 'reduce'],
        default: 'auto',
        description:
          'auto: undo what a split node did, as msg.parts says. custom: join as the fields here say. reduce: an expression ' +
          'makes one result of each sequence.',
      },
      build: {
        type: 'string',
        enum: ['string', 'buffer', 'array', 'object', 'merged'],
        default: 'array',
        description:
          'custom: what to make of the values: a text, a Buffer, an array, an object with a value under each key, or one ' +
          'object merged of all.',
      },
      property: { type: 'string', default: 'payload', description: 'custom: the property to join.' },
      propertyType: {
        type: 'string',
        enum: ['msg', 'full'],
        default: 'msg',
        description: 'custom: what `property` means; full: join whole messages, into msg.payload.',
      },
      key: {
        type: 'string',
        default: 'topic',
        description: 'custom, object: the property of the message that is the key of its value.',
      },
      joiner: {
        type: 'string',
        default: '',
        description:
          'custom, string and buffer: what to put between; \\n and the like as in split, or a JSON list of bytes.',
      },
      joinerType: {
        type: 'string',
        enum: ['str', 'bin'],
        default: 'str',
        description: 'What `joiner` is: str (a text) or bin (a list of bytes).',
      },
      useparts: {
        type: 'boolean',
        default: true,
        description:
          'custom: heed msg.parts of the messages: their group (without `count`) and number. The editor sets false for ' +
          'new nodes.',
      },
      accumulate: {
        type: 'boolean',
        default: false,
        description: 'custom: once the count is reached, send again with every further message.',
      },
      timeout: {
        type: 'number',
        default: 0,
        description:
          'custom: send what is there this long after the first message, in seconds; 0: no time limit.',
      },
      count: {
        type: ['number', 'null'],
        default: null,
        description:
          'custom: send after so many messages (for object: keys, for merged: properties); not set: as many as msg.parts ' +
          'says; 0: when another rule says so.',
      },
      reduceExp: {
        type: 'string',
        default: '',
        description:
          'reduce: the expression for each message; $A is the result so far, $I the index, $N the number.',
      },
      reduceInit: {
        type: 'string',
        default: '',
        description: 'reduce: the value of $A for the first message.',
      },
      reduceInitType: {
        type: 'string',
        default: '',
        description:
          'Type of `reduceInit`: flow, global, str, num, bool, json, bin, date, env or jsonata; empty: str.',
      },
      reduceFixup: {
        type: 'string',
        default: '',
        description: 'reduce: an expression for the final result, with $A and $N; empty: none.',
      },
      reduceRight: {
        type: 'boolean',
        default: false,
        description: 'reduce: from the last message to the first.',
      },
    },
  },
  help: {
    details:
      'No more messages wait than the setting nodeMessageBufferMaxLength allows: beyond it the group that began first ' +
      'is given up, with an error.',
    reads: {
      payload: 'What is joined, unless `property` names another.',
      parts:
        'auto, reduce, and custom with `useparts`: which messages belong together, and how many there are.',
      topic: 'custom, object: the key of the value, unless `key` names another property.',
      complete: 'Whatever its value: the group is sent now, with this message.',
      reset: 'Whatever its value: the group is dropped, without msg.parts in mode auto all groups.',
      restartTimeout: 'Whatever its value: `timeout` begins again.',
    },
    sets: {
      payload: 'The result, in the property that was joined.',
      parts: 'What msg.parts.parts was, or removed.',
      complete: 'Removed.',
    },
    outputs: [
      'One message for each group: all properties of its messages, of the later ones where they differ.',
    ],
    example: [
      { id: 'in', type: 'inject', payload: '[3,4]', payloadType: 'json', wires: [['each']] },
      { id: 'each', type: 'split', wires: [['sum']] },
      {
        id: 'sum',
        type: 'join',
        mode: 'reduce',
        reduceExp: '$A + payload',
        reduceInit: '0',
        reduceInitType: 'num',
        wires: [['out']],
      },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  // Not set means yes here, but an empty text is no.
  upgrade: (saved) => ({ ...saved, ...(saved.useparts === '' ? { useparts: false } : {}) }),

  check(config) {
    if (config.mode === 'reduce') return checkReduce(config)
    return config.mode === 'custom' ? checkManual(config) : []
  },

  create({ count = null, ...config }, node) {
    if (config.mode === 'reduce') return reduceSequences(config, node)
    const isAuto = config.mode === 'auto'
    const groups = new JoinGroups({
      limit: readMessageLimit(node.settings),
      timeoutMs: isAuto ? 0 : config.timeout * 1000,
      accumulates: !isAuto && config.accumulate,
      warn: node.warn,
    })
    return joinGroups(groups, isAuto ? joinByParts() : joinByConfig({ ...config, count }))
  },
})

function joinGroups(groups: JoinGroups, joining: Joining): Behaviour {
  return {
    input(message, send) {
      const id = joining.groupOf(message)
      const isReset = Object.hasOwn(message, 'reset')
      if (id === undefined) {
        if (!isReset)
          throw new MillraceError(
            'NODE_FAILED',
            'msg.parts.id is missing: a message of no sequence cannot be joined.',
          )
        groups.resetAll()
        return
      }
      if (Object.hasOwn(message, 'restartTimeout')) groups.restartTimer(id)
      if (isReset) {
        groups.reset(id)
        return
      }
      const addition = joining.read(message, id)
      if (addition !== 'complete') return holdMessage(message, send, (held) => groups.add(held, addition))
      groups.complete(id, message, send)
    },
    waiting: () => groups.countWaiting(),
    close() {
      groups.resetAll()
    },
  }
}

function checkReduce({
  reduceExp,
  reduceFixup,
  reduceInit,
  reduceInitType,
}: Readonly<Record<'reduceExp' | 'reduceFixup' | 'reduceInit' | 'reduceInitType', string>>): ConfigProblem[] {
  return [
    ...problemOf('reduceExp', checkTypedValue(reduceExp, 'jsonata')),
    ...problemOf('reduceFixup', reduceFixup === '' ? undefined : checkTypedValue(reduceFixup, 'jsonata')),
    ...problemOf('reduceInit', checkTypedValue(reduceInit, reduceInitType)),
  ]
}

function checkManual({
  build,
  property,
  propertyType,
  key,
  joiner,
  joinerType,
}: Readonly<Record<'build' | 'property' | 'propertyType' | 'key' | 'joiner' | 'joinerType', string>>) {
  const isJoined = build === 'string' || build === 'buffer'
  return [
    ...(propertyType === 'full'
      ? []
      : problemOf(
          'property',
          faultOf(() => compileProperty(property, { prefix: 'msg' })),
        )),
    ...(build === 'object'
      ? problemOf(
          'key',
          faultOf(() => compileProperty(key, { prefix: 'msg' })),
        )
      : []),
    ...(isJoined && joinerType === 'bin'
      ? problemOf(
          'joiner',
          faultOf(() => readJoiner(joiner)),
        )
      : []),
  ]
}

function problemOf(field: string, fault: string | undefined): ConfigProblem[] {
  return fault === undefined
    ? []
    : [{ message: `${field}: ${fault}`, remedy: 'Correct it in the join node.' }]
}

function faultOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
