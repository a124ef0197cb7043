import {
  type Behaviour,
  type ConfigProblem,
  defineNode,
  type RunningNode,
} from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { type HeldMessage, holdMessage, readMessageLimit } from '../../runtime/message/held-message.js'
import { compileJsonata } from '../../runtime/message/jsonata.js'
import type { Message } from '../../runtime/message/message.js'
import { compileProperty } from '../../runtime/message/property.js'
import { Turns } from '../../runtime/message/turns.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'
import { failTogether, HeldSequences, type Parts } from './held-sequences.js'
import { type SortOrder, sortByKeys } from './sort-values.js'

export default defineNode({
  type: 'sort',
  summary: 'Sorts the elements of an array, or the messages of a sequence.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      target: {
        type: 'string',
        default: 'payload',
        description: 'The property of the message that holds the array.',
      },
      targetType: {
        type: 'string',
        enum: ['msg', 'seq'],
        default: 'seq',
        description:
          'What to sort: msg (the array in `target`) or seq (the messages of a sequence, by msg.parts). The editor ' +
          'sets msg for new nodes.',
      },
      msgKey: {
        type: 'string',
        default: '',
        description: 'An expression that gives the sort key of an element.',
      },
      msgKeyType: {
        type: 'string',
        enum: ['elem', 'jsonata'],
        default: 'elem',
        description:
          'What elements are sorted by: elem (themselves) or jsonata (the expression in `msgKey`).',
      },
      seqKey: {
        type: 'string',
        default: '',
        description:
          'The property of a message (payload where empty), or the expression, that gives its sort key.',
      },
      seqKeyType: {
        type: 'string',
        enum: ['msg', 'jsonata'],
        default: 'msg',
        description: 'What `seqKey` is: msg (a property) or jsonata (an expression).',
      },
      order: {
        type: 'string',
        enum: ['ascending', 'descending'],
        default: 'ascending',
        description: 'ascending or descending.',
      },
      as_num: {
        type: 'boolean',
        default: false,
        description: 'Compare the keys as numbers; other keys come last.',
      },
    },
  },
  help: {
    details:
      'Equal keys keep their order. Messages of a sequence wait until all of it is there, no more than the setting ' +
      'nodeMessageBufferMaxLength allows: beyond it the sequence that began first is given up, with an error.',
    reads: {
      payload: 'The array to sort, unless `target` names another; for a sequence the key of a message.',
      parts: 'seq: id, index and count of the sequence.',
    },
    sets: { payload: 'The sorted array, in the same property.', parts: 'seq: index, the new place.' },
    outputs: ['The message with the sorted array, or the messages of the sequence in order.'],
    example: [
      { id: 'in', type: 'inject', payload: '[10,9,1]', payloadType: 'json', wires: [['order']] },
      { id: 'order', type: 'sort', targetType: 'msg', order: 'descending', as_num: true, wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  check({ target, targetType, msgKey, msgKeyType, seqKey, seqKeyType }) {
    if (targetType === 'seq') {
      return seqKeyType === 'msg' && seqKey === '' ? [] : checkField('seqKey', seqKey, seqKeyType)
    }
    return [
      ...checkField('target', target, 'msg'),
      ...(msgKeyType === 'jsonata' ? checkField('msgKey', msgKey, 'jsonata') : []),
    ]
  },

  create({ target, targetType, msgKey, msgKeyType, seqKey, seqKeyType, order, as_num }, node) {
    const sortOrder = { isDescending: order === 'descending', asNumbers: as_num }
    if (targetType === 'seq') {
      const readKeys =
        seqKeyType === 'jsonata' ? readExpression(seqKey, node) : readProperty(seqKey || 'payload')
      return sortSequences(readKeys, sortOrder, readMessageLimit(node.settings))
    }
    return sortElements(
      target,
      msgKeyType === 'jsonata' ? readExpression(msgKey, node) : undefined,
      sortOrder,
    )
  },
})

function checkField(field: string, value: string, type: string): ConfigProblem[] {
  const fault = checkTypedValue(value, type)
  return fault === undefined
    ? []
    : [{ message: `${field}: ${fault}`, remedy: 'Correct it in the sort node.' }]
}

/** The sort keys of elements or messages. */
type ReadKeys = (items: readonly unknown[]) => readonly unknown[] | Promise<readonly unknown[]>

function readProperty(expression: string): ReadKeys {
  const property = compileProperty(expression, { prefix: 'msg' })
  return (messages) => messages.map((message) => property.get(message))
}

function readExpression(text: string, node: RunningNode): ReadKeys {
  const expression = compileJsonata(text, node)
  return async (items) => {
    const keys: unknown[] = []
    for (const item of items) keys.push(await expression.evaluate(item as Message))
    return keys
  }
}

function sortElements(target: string, readKeys: ReadKeys | undefined, order: SortOrder): Behaviour {
  const property = compileProperty(target, { prefix: 'msg' })
  return {
    async input(message, send) {
      const list = property.get(message)
      if (!Array.isArray(list)) {
        throw new MillraceError(
          'NODE_FAILED',
          `msg.${target} is no array: only the elements of one can be sorted.`,
        )
      }
      const keys = (await readKeys?.(list)) ?? list
      property.set(message, sortByKeys<unknown>(list, keys, order))
      send(message)
    },
  }
}

function sortSequences(readKeys: ReadKeys, order: SortOrder, limit: number): Behaviour {
  const sequences = new HeldSequences(limit)
  // One sequence after the other, so that they leave in the order in which they were complete.
  const turns = new Turns()

  const sendSorted = async (complete: readonly HeldMessage[]) => {
    try {
      const keys = await readKeys(complete.map(({ message }) => message))
      for (const [index, { message, send, release }] of sortByKeys(complete, keys, order).entries()) {
        message.parts = { ...(message.parts as Parts), index }
        send(message)
        release()
      }
    } catch (error) {
      failTogether(complete, error)
    }
  }
  const keep = (held: HeldMessage) => {
    const parts = held.message.parts as Parts | null | undefined
    if (parts?.id === undefined || parts.index === undefined) {
      throw new MillraceError(
        'NODE_FAILED',
        'msg.parts.id or msg.parts.index is missing: only messages of a sequence can be sorted.',
      )
    }
    const complete = sequences.add(held, parts)
    return complete && turns.take(() => sendSorted(complete))
  }
  return {
    input: (message, send) => holdMessage(message, send, keep),
    waiting: () => sequences.size,
    close() {
      sequences.releaseAll()
    },
  }
}
