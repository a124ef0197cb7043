import { defineNode, property } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import { compileStrictGet } from '../../runtime/message/property-access.js'
import { createSchemaCheck } from './json-schema.js'
import { describeKind, setProperty } from './message-property.js'

export default defineNode({
  type: 'json',
  summary: 'Converts between JSON text and values, and checks them against a JSON Schema in msg.schema.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: property({
        default: 'payload',
        description: 'The property of the message to convert; a message without it passes.',
      }),
      action: {
        type: 'string',
        enum: ['', 'str', 'obj'],
        default: '',
        description: 'Empty: convert to the other form; str: always to text; obj: always to a value.',
      },
      pretty: {
        type: 'boolean',
        default: false,
        description: 'Write text on several lines, indented by four spaces.',
      },
    },
  },
  help: {
    details:
      'A text that is not JSON, a value that has none and one that does not match the schema are errors.',
    reads: {
      payload: 'What is converted, unless `property` names another.',
      schema: 'A JSON Schema of draft 6 or 7 that the value must match.',
    },
    sets: {
      payload: 'The value or the text, in the same property.',
      schema: 'Removed where the value matches.',
      schemaError: 'Where it does not, for catch nodes: the list of what is wrong, as ajv gives it.',
    },
    outputs: ['The same message.'],
    example: [
      { id: 'in', type: 'inject', payload: '{"t":21.5}', wires: [['read']] },
      { id: 'read', type: 'json', action: 'obj', wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'payload.t', wires: [] },
    ],
  },

  create({ property, action, pretty }) {
    const read = compileStrictGet(property)
    const label = `msg.${property.expression}`
    const checkSchema = createSchemaCheck()
    const indent = pretty ? 4 : 0

    const validate = (message: Message, value: unknown) => {
      const fault = checkSchema(value, message.schema)
      if (fault === undefined) return void delete message.schema
      message.schemaError = fault.errors
      throw failed(`${label} does not match msg.schema: ${fault.text}`)
    }

    return {
      input(message, send) {
        const given = read(message)
        if (given === undefined) return send(message)
        const isText = typeof given === 'string' || Buffer.isBuffer(given)
        if (!isText && !hasJson(given)) {
          throw failed(
            `${label} is ${describeKind(given)}, for which there is no JSON. Give a text or a value.`,
          )
        }
        const toText = action === 'str' || (action === '' && !isText)
        const hasSchema = Boolean(message.schema)
        const value = isText && (!toText || hasSchema) ? parse(given, label) : given
        if (hasSchema) validate(message, value)
        if (isText && !toText) setProperty(property, message, value)
        if (!isText && toText) setProperty(property, message, stringify(given, indent, label))
        send(message)
      },
    }
  },
})

const hasJson = (value: unknown) => ['object', 'boolean', 'number'].includes(typeof value)

function parse(text: string | Buffer, label: string): unknown {
  try {
    return JSON.parse(text.toString())
  } catch (error) {
    throw failed(`${label} is not JSON: ${reasonOf(error)}`, error)
  }
}

function stringify(value: unknown, indent: number, label: string): string {
  try {
    return JSON.stringify(value, null, indent)
  } catch (error) {
    throw failed(`${label} cannot be written as JSON: ${reasonOf(error)}`, error)
  }
}
