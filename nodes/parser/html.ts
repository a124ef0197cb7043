import type { Cheerio, CheerioAPI } from 'cheerio'
import type { Element } from 'domhandler'
import { defineNode, property } from '../../runtime/define-node.js'
import { cloneMessage } from '../../runtime/message/clone.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import { compileStrictGet } from '../../runtime/message/property-access.js'
import { describeKind, setProperty } from './message-property.js'

export default defineNode({
  type: 'html',
  summary: 'Takes elements out of an HTML document by a CSS selector.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: property({
        default: 'payload',
        description: 'The property of the message that holds the document; a message without it passes.',
      }),
      outproperty: property({
        mayBeEmpty: true,
        description: 'The property for the result. Empty: where the document was.',
      }),
      tag: { type: 'string', default: '', description: 'The selector, as of jQuery. Empty: `msg.select`.' },
      ret: {
        type: 'string',
        enum: ['html', 'text', 'attr', 'compl'],
        default: 'html',
        description:
          'What to take of each element: its html, its text, an object of its attributes (attr), or that object ' +
          'with the html in it (compl).',
      },
      as: {
        type: 'string',
        enum: ['single', 'multi'],
        default: 'single',
        description: 'single: one message with the list; multi: a message for each element, with msg.parts.',
      },
      chr: { type: 'string', default: '_', description: 'Where compl puts the html in the object.' },
    },
  },
  help: {
    details: 'Anything but a text or a Buffer, and a selector that cannot be read, are errors.',
    reads: {
      payload: 'The document, unless `property` names another.',
      select: 'The selector, where `tag` is empty.',
    },
    sets: {
      payload: 'What was found, or in the property that `outproperty` names.',
      parts: 'multi: id, index and count of the element.',
    },
    outputs: ['One message with the list of what was found, or a message for each.'],
    example: [
      { id: 'in', type: 'inject', payload: '<ul><li>a</li><li>b</li></ul>', wires: [['items']] },
      { id: 'items', type: 'html', tag: 'li', ret: 'text', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  async create({ property, outproperty, tag, ret, as, chr }) {
    const { load } = await import('cheerio')
    const read = compileStrictGet(property)
    const target = outproperty ?? property

    const takers: Record<typeof ret, (element: Cheerio<Element>) => unknown> = {
      html: (element) => load(htmlOf(element), null, false).xml(),
      text: (element) => element.text(),
      attr: (element) => ({ ...element.attr() }),
      compl: (element) => ({ [chr]: htmlOf(element), ...element.attr() }),
    }
    const take = (document: string, selector: string): unknown[] => {
      const $ = load(document)
      return select($, selector).map((element) => takers[ret]($(element)))
    }

    return {
      input(message, send) {
        const document = read(message)
        if (document === undefined) return send(message)
        if (typeof document !== 'string' && !Buffer.isBuffer(document)) {
          throw failed(`msg.${property.expression} is ${describeKind(document)}. Give an HTML text.`)
        }
        const found = take(document.toString(), tag || String(message.select ?? ''))
        if (as === 'single') {
          setProperty(target, message, found)
          return send(message)
        }
        for (const [index, value] of found.entries()) {
          const sent = cloneMessage(message)
          setProperty(target, sent, value)
          sent.parts = { id: message._msgid, index, count: found.length, type: 'string', ch: '' }
          send(sent)
        }
      },
    }
  },
})

const htmlOf = (element: Cheerio<Element>) => (element.html() ?? '').trim()

/** No selector matches nothing. */
function select($: CheerioAPI, selector: string): Element[] {
  if (selector === '') return []
  try {
    return $<Element, string>(selector).toArray()
  } catch (error) {
    throw failed(`The selector "${selector}" cannot be used: ${reasonOf(error)}`, error)
  }
}
