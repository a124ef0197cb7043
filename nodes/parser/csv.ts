import { type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import { legacyMode, rfcMode } from './csv-mode.js'
import { createCsvReader } from './csv-read.js'
import { createCsvWriter } from './csv-write.js'
import { describeKind } from './message-property.js'

export default defineNode({
  type: 'csv',
  summary: 'Converts between CSV text and objects.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      spec: {
        type: 'string',
        enum: ['rfc', ''],
        default: '',
        description:
          'rfc: RFC 4180, the way to go; empty: as flows of before Node-RED 4 expect it. The editor ' +
          'sets rfc for new nodes.',
      },
      sep: {
        type: 'string',
        default: ',',
        description: 'What separates cells; \\t, \\n and \\r stand for tabulator and line ends.',
      },
      temp: {
        type: 'string',
        default: '',
        description:
          'The names of the columns, separated by commas whatever `sep` is; a column without a name is left out. ' +
          'Empty: from the first line, `msg.columns` or the objects, else col1, col2 and so on.',
      },
      skip: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'How many lines to leave out at the start.',
      },
      hdrin: { type: 'boolean', default: false, description: 'The first line of a text holds the names.' },
      strings: {
        type: 'boolean',
        default: true,
        description: 'Make numbers of cells that look like some.',
      },
      include_empty_strings: {
        type: 'boolean',
        default: false,
        description: 'Keep cells of a quoted nothing, as empty text.',
      },
      include_null_values: {
        type: 'boolean',
        default: false,
        description: 'Keep cells of nothing at all, as null.',
      },
      multi: {
        type: 'string',
        enum: ['one', 'mult'],
        default: 'one',
        description: 'one: a message for each row, with msg.parts; mult: one message with the list of rows.',
      },
      hdrout: {
        type: 'string',
        enum: ['none', 'all', 'once'],
        default: 'none',
        description:
          'A line with the names: none, in all texts, or once, until a message with `reset` comes.',
      },
      ret: {
        type: 'string',
        default: '',
        description:
          'What ends a written line, with \\n and \\r for those characters. Empty: \\r\\n, without rfc \\n.',
      },
    },
  },
  help: {
    details:
      'A text becomes rows, an object or a list becomes text: a row for each object, for each list in a list, or for a ' +
      'list of simple values. Anything else as payload, Buffers too, is an error.',
    reads: {
      payload: 'What is converted.',
      columns: 'Writing, where `temp` is empty: the names of the columns, separated by commas.',
      parts: 'A text that is part of a sequence: lines go on from those before, names come with the first.',
      reset: 'Whatever its value: `hdrout` once writes the names again.',
    },
    sets: {
      payload: 'The row or the rows as objects, or the text.',
      columns: 'The names of the columns, separated by commas.',
      parts: '`multi` one: id, index and count of the row.',
      complete: '`multi` one, with the last row of a sequence: true.',
    },
    outputs: ['A message for each row, one with all rows, or one with the text.'],
    example: [
      { id: 'in', type: 'inject', payload: 'ada,36', wires: [['read']] },
      { id: 'read', type: 'csv', spec: 'rfc', temp: 'name,age', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  upgrade: (saved) => ({
    ...saved,
    // Not set means yes here, but an empty text is no.
    ...(saved.strings === '' ? { strings: false } : {}),
    ...(typeof saved.hdrout === 'boolean' ? { hdrout: saved.hdrout ? 'all' : 'none' } : {}),
  }),

  check({ spec, temp }): ConfigProblem[] {
    try {
      if (spec === 'rfc') rfcMode.parseNames(temp)
      return []
    } catch (error) {
      return [
        {
          message: `temp: ${reasonOf(error)}`,
          remedy: 'Write names like a,b,"c, d", quotes in them doubled.',
        },
      ]
    }
  },

  create(config, node) {
    const mode = config.spec === 'rfc' ? rfcMode : legacyMode
    const shared = { mode, separator: readEscapes(config.sep), names: mode.parseNames(config.temp) }
    const writer = createCsvWriter(
      { ...shared, lineEnd: readEscapes(config.ret) || mode.lineEnd, header: config.hdrout },
      node,
    )
    const read = createCsvReader(
      {
        ...shared,
        skip: config.skip,
        hasHeader: config.hdrin,
        sendsAll: config.multi === 'mult',
        readsNumbers: config.strings,
        includesEmpty: config.include_empty_strings,
        includesNull: config.include_null_values,
      },
      node,
    )

    return {
      input(message, send) {
        if (config.spec === 'rfc') node.status({})
        if (Object.hasOwn(message, 'reset')) writer.reset()
        const { payload } = message
        if (typeof payload === 'string') return read(message, payload, send)
        if (typeof payload === 'object' && payload !== null && !Buffer.isBuffer(payload)) {
          writer.write(message, payload)
          return send(message)
        }
        if (Object.hasOwn(message, 'payload')) {
          const text = `msg.payload is ${describeKind(payload)}. Give a CSV text, an object or an array.`
          if (config.spec === 'rfc') node.status({ fill: 'red', shape: 'dot', text })
          throw failed(text)
        }
        if (!Object.hasOwn(message, 'reset')) send(message)
      },
    }
  },
})

const readEscapes = (text: string) =>
  text.replaceAll('\\t', '\t').replaceAll('\\n', '\n').replaceAll('\\r', '\r')
