import type { ParserOptions } from 'xml2js'
import { defineNode, property } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import { compileStrictGet } from '../../runtime/message/property-access.js'
import { describeKind, setProperty } from './message-property.js'

export default defineNode({
  type: 'xml',
  summary: 'Converts between XML text and objects.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: property({
        default: 'payload',
        description:
          'The property of the message to convert; a message without it passes. `msg.options` sets further options ' +
          'of xml2js.',
      }),
      attr: {
        type: 'string',
        default: '',
        description: 'Where the attributes of an element are put when text is read. Empty: $.',
      },
      chr: {
        type: 'string',
        default: '',
        description: 'Where the text of an element with attributes is put when text is read. Empty: _.',
      },
    },
  },
  help: {
    details:
      'A text becomes an object, an object becomes text. Anything else, and a text that is no XML, are errors.',
    reads: {
      payload: 'What is converted, unless `property` names another.',
      options: 'Options of xml2js: of its Parser for a text, of its Builder for an object.',
    },
    sets: { payload: 'The object or the text, in the same property.' },
    outputs: ['The same message.'],
    example: [
      { id: 'in', type: 'inject', payload: '<p unit="C">21.5</p>', wires: [['read']] },
      { id: 'read', type: 'xml', wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'payload.p', wires: [] },
    ],
  },

  async create({ property, attr, chr }) {
    const { default: xml2js } = await import('xml2js')
    const readFrom = compileStrictGet(property)

    const read = (text: string, options: ParserOptions) => {
      let result: unknown
      let fault: Error | null = null
      const parser = new xml2js.Parser({
        ...options,
        // The callback is then called at once: messages keep their order.
        async: false,
        attrkey: attr || options.attrkey || '$',
        charkey: chr || options.charkey || '_',
      })
      parser.parseString(text, (error: Error | null, parsed: unknown) => {
        fault ??= error
        result = parsed
      })
      if (fault !== null) throw fault
      return result
    }
    // As in Node-RED the names of the configuration count for reading only: saved flows write objects with $ and _.
    const write = (given: object, options: object | undefined) =>
      new xml2js.Builder(options ?? { renderOpts: { pretty: false } }).buildObject(given)

    const convert = (given: unknown, options: object | undefined) => {
      if (typeof given === 'string') return read(given, { ...options })
      if (typeof given === 'object' && given !== null && !Buffer.isBuffer(given)) return write(given, options)
      throw new TypeError(`it is ${describeKind(given)}; give a text or an object.`)
    }

    return {
      input(message, send) {
        const given = readFrom(message)
        if (given === undefined) return send(message)
        try {
          setProperty(property, message, convert(given, optionsOf(message)))
        } catch (error) {
          throw failed(`msg.${property.expression} cannot be converted: ${reasonOf(error)}`, error)
        }
        send(message)
      },
    }
  },
})

const optionsOf = ({ options }: Message): object | undefined =>
  typeof options === 'object' && options !== null ? options : undefined
