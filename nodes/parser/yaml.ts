import { defineNode, property } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import { compileStrictGet } from '../../runtime/message/property-access.js'
import { describeKind, setProperty } from './message-property.js'

export default defineNode({
  type: 'yaml',
  summary: 'Converts between YAML text and objects.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: property({
        default: 'payload',
        description: 'The property of the message to convert; a message without it passes.',
      }),
    },
  },
  help: {
    details: 'A text becomes a value, an object or a list becomes text. Anything else is an error.',
    reads: { payload: 'What is converted, unless `property` names another.' },
    sets: { payload: 'The value or the text, in the same property.' },
    outputs: ['The same message.'],
    example: [
      { id: 'in', type: 'inject', payload: 't: 21.5', wires: [['read']] },
      { id: 'read', type: 'yaml', wires: [['out']] },
      { id: 'out', type: 'debug', complete: 'payload.t', wires: [] },
    ],
  },

  async create({ property }) {
    const { dump, load } = await import('js-yaml')
    const read = compileStrictGet(property)
    const convert = (given: unknown) => {
      if (typeof given === 'string') return load(given)
      if (typeof given === 'object' && !Buffer.isBuffer(given)) return dump(given)
      throw new TypeError(`it is ${describeKind(given)}; give a text or an object.`)
    }

    return {
      input(message, send) {
        const given = read(message)
        if (given !== undefined) {
          try {
            setProperty(property, message, convert(given))
          } catch (error) {
            throw failed(`msg.${property.expression} cannot be converted: ${reasonOf(error)}`, error)
          }
        }
        send(message)
      },
    }
  },
})
