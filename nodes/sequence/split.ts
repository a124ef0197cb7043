import { type ConfigProblem, defineNode, property, type RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import {
  type HeldMessage,
  holdMessage,
  readMessageLimit,
  tooManyMessages,
} from '../../runtime/message/held-message.js'
import { generateId } from '../../runtime/message/ids.js'
import type { Message, Send } from '../../runtime/message/message.js'
import type { MessagePlace } from '../../runtime/message/place.js'
import { readSeparatorBytes } from './read-separator.js'
import { type Cutter, compileCutters, type Data } from './split-data.js'
import { SplitStream } from './split-stream.js'

export default defineNode({
  type: 'split',
  summary: 'Splits a text, Buffer, array or object into a sequence of messages.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: property({ default: 'payload', description: 'The property of the message to split.' }),
      splt: {
        type: 'string',
        default: '\\n',
        description:
          'Where to split texts and Buffers: a separator (\\n, \\r, \\t, \\f and \\0 mean what they do in JavaScript), a JSON ' +
          'list of bytes, or a length in characters or bytes, as `spltType` says.',
      },
      spltType: {
        type: 'string',
        enum: ['str', 'bin', 'len'],
        default: 'str',
        description: 'What `splt` is: str (a separator), bin (a list of bytes) or len (a length).',
      },
      arraySplt: {
        type: 'integer',
        minimum: 1,
        default: 1,
        description: 'How many elements of an array go into a message; 1 sends the elements themselves.',
      },
      arraySpltType: {
        type: 'string',
        default: 'len',
        description: 'What `arraySplt` is: always len, a length.',
      },
      stream: {
        type: 'boolean',
        default: false,
        description:
          'Texts and Buffers are parts of a stream: an incomplete piece waits for the next message, and no count is given.',
      },
      addname: property({
        mayBeEmpty: true,
        description: 'The property that gets the key of each value of an object; empty: none.',
      }),
    },
  },
  help: {
    details:
      'Texts are cut at a separator or into pieces of a length, arrays into elements, objects into their values. What ' +
      'cannot be split is an error. join undoes it.',
    reads: { payload: 'What is split, unless `property` names another.', parts: 'Kept in msg.parts.parts.' },
    sets: {
      payload: 'The piece, in the same property.',
      parts:
        'An object: id (of the sequence), index, count (not with `stream`), type (string, buffer, array or object), ch ' +
        '(the separator), len (the length), key (of an object), property (where it is not payload).',
      _msgid: 'Each piece gets an id of its own.',
    },
    outputs: ['A message for each piece.'],
    example: [
      { id: 'in', type: 'inject', payload: 'red,green', wires: [['each']] },
      { id: 'each', type: 'split', splt: ',', wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'true', wires: [] },
    ],
  },

  check: ({ splt, spltType }) => checkSeparator(splt, spltType),

  create({ property, splt, spltType, arraySplt, stream, addname }, node) {
    const cutters = compileCutters(splt, spltType)
    const splitText = (stream ? splitStream : splitWhole)(cutters.text, property, node)
    const splitBytes = (stream ? splitStream : splitWhole)(cutters.bytes, property, node)

    return {
      input(message, send) {
        const value = property.get(message)
        if (!isSplittable(value)) throw notSplittable(property.expression, value)
        nestParts(message, property.expression)
        if (typeof value === 'string') return splitText.split(message, value, send)
        if (Buffer.isBuffer(value)) return splitBytes.split(message, value, send)
        if (Array.isArray(value)) splitArray(message, value, arraySplt, property, send)
        else splitObject(message, value, property, addname, send)
      },
      waiting: () => splitText.waiting() + splitBytes.waiting(),
      close() {
        splitText.close()
        splitBytes.close()
      },
    }
  },
})

function checkSeparator(splt: string, type: string): ConfigProblem[] {
  if (type === 'len') {
    if (/^\s*[1-9]\d*\s*$/.test(splt)) return []
    return [{ message: `splt "${splt}" is no length.`, remedy: 'Write a whole number from 1 on.' }]
  }
  const remedy = 'Write a JSON list of at least one byte, such as [13, 10].'
  try {
    return type === 'str' || readSeparatorBytes(splt).length > 0
      ? []
      : [{ message: 'splt is an empty list.', remedy }]
  } catch (error) {
    return [{ message: `splt: ${(error as Error).message}`, remedy }]
  }
}

type Splittable = string | object

const isSplittable = (value: unknown): value is Splittable =>
  typeof value === 'string' || (typeof value === 'object' && value !== null)

function notSplittable(expression: string, value: unknown): MillraceError {
  const kind = value === null || value === undefined ? String(value) : `a ${typeof value}`
  const text = `msg.${expression} is ${kind}, which cannot be split. Give a text, a Buffer, an array or an object.`
  return new MillraceError('NODE_FAILED', text)
}

interface Parts {
  [property: string]: unknown
}

/** A sequence within a sequence keeps the outer one inside its parts. Each message of it gets an id of its own. */
function nestParts(message: Message, expression: string): void {
  const parts: Parts = Object.hasOwn(message, 'parts') ? { parts: message.parts } : {}
  parts.id = generateId()
  if (expression !== 'payload') parts.property = expression
  message.parts = parts
  delete message._msgid
}

function sendPart(message: Message, property: MessagePlace, value: unknown, index: number, send: Send): void {
  property.set(message, value)
  const parts = message.parts as Parts
  parts.index = index
  send(cloneMessage(message))
}

interface Splitter<Piece extends Data> {
  split(message: Message, data: Piece, send: Send): void | PromiseLike<void>
  /** How many messages wait for the rest of a piece. */
  waiting(): number
  close(): void
}

function splitWhole<Piece extends Data>(cutter: Cutter<Piece>, property: MessagePlace): Splitter<Piece> {
  return {
    split(message, data, send) {
      const pieces = cutter.cut(data)
      if (!cutter.keepsEmptyEnd && pieces.at(-1)?.length === 0) pieces.pop()
      Object.assign(message.parts as Parts, { type: typeOf(data), ...cutter.parts, count: pieces.length })
      for (const [index, piece] of pieces.entries()) sendPart(message, property, piece, index, send)
    },
    waiting: () => 0,
    close() {},
  }
}

/** The pieces of a stream are numbered from its start; a message is done once all of it was sent. */
function splitStream<Piece extends Data>(
  cutter: Cutter<Piece>,
  property: MessagePlace,
  { settings }: RunningNode,
): Splitter<Piece> {
  const limit = readMessageLimit(settings)
  const stream = new SplitStream(cutter)
  let waiting: HeldMessage[] = []
  let index = 0
  const releaseAll = () => {
    for (const held of waiting) held.release()
    waiting = []
  }
  const keep = (held: HeldMessage) => {
    waiting.push(held)
    if (waiting.length <= limit) return
    waiting.pop()
    held.fail(tooManyMessages(limit, limit + 1))
    releaseAll()
    stream.clear()
  }
  return {
    split(message, data, send) {
      Object.assign(message.parts as Parts, { type: typeOf(data), ...cutter.parts })
      const pieces = stream.take(data)
      for (const piece of pieces) sendPart(message, property, piece, index++, send)
      if (pieces.length > 0) releaseAll()
      if (!stream.isEmpty) return holdMessage(message, send, keep)
      releaseAll()
    },
    waiting: () => waiting.length,
    close: releaseAll,
  }
}

const typeOf = (data: Data) => (typeof data === 'string' ? 'string' : 'buffer')

function splitArray(
  message: Message,
  list: readonly unknown[],
  length: number,
  property: MessagePlace,
  send: Send,
): void {
  const count = Math.ceil(list.length / length)
  const parts = Object.assign(message.parts as Parts, { type: 'array', count, len: length })
  for (let index = 0; index < count; index++) {
    const part = length === 1 ? list[index] : list.slice(index * length, (index + 1) * length)
    sendPart(message, property, part, index, send)
  }
  // Complete nodes get the list, as it came.
  property.set(message, list)
  delete parts.index
}

function splitObject(
  message: Message,
  object: object,
  property: MessagePlace,
  name: MessagePlace | undefined,
  send: Send,
): void {
  const entries = Object.entries(object)
  const parts = Object.assign(message.parts as Parts, { type: 'object', count: entries.length })
  for (const [index, [key, value]] of entries.entries()) {
    parts.key = key
    property.set(message, value)
    parts.index = index
    property.set(message, value)
    name?.set(message, key)
    send(cloneMessage(message))
  }
}
