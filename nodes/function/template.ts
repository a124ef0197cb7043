import { defineNode, property, type RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { failed } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'

export default defineNode({
  type: 'template',
  summary: 'Fills a text template from the message and sets a property to the result.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      field: property({
        of: ['msg', 'flow', 'global'],
        default: 'payload',
        description: 'The property to set.',
      }),
      format: {
        type: 'string',
        default: 'handlebars',
        description: 'Language of the template, for the colours of the editor only.',
      },
      syntax: {
        type: 'string',
        enum: ['mustache', 'plain'],
        default: 'mustache',
        description:
          'mustache: {{name}} is replaced by msg.name, with HTML escaped ({{{name}}}: as it is); also {{env.NAME}}, ' +
          '{{flow.key}}, {{global.key}} and {{flow[store].key}}. plain: the template as it is.',
      },
      template: {
        type: ['string', 'null'],
        default: null,
        minLength: 0,
        description: 'The template; where it is empty, that in msg.template. Not set: every message fails.',
      },
      output: {
        type: 'string',
        enum: ['str', 'json', 'yaml'],
        default: 'str',
        description: 'What the result is: str: the text; json or yaml: what the text says in that language.',
      },
    },
  },
  help: {
    details: 'What is not there is empty text. A template or a result that cannot be read is an error.',
    reads: {
      payload: 'Or whatever the template names.',
      template: 'The template, where the field `template` is empty.',
    },
    sets: { payload: 'The result, unless `field` names another property or one of context.' },
    outputs: ['The same message.'],
    example: [
      { id: 'in', type: 'inject', payload: '{"name":"Ada"}', payloadType: 'json', wires: [['greet']] },
      { id: 'greet', type: 'template', template: 'Dear {{payload.name}},', wires: [['out']] },
      { id: 'out', type: 'debug', wires: [] },
    ],
  },

  check: ({ template }) =>
    template === null
      ? [
          {
            severity: 'warning',
            message: 'There is no template: every message fails.',
            remedy: 'Write one, or an empty text to take that in msg.template.',
          },
        ]
      : [],

  async create({ field, syntax, template, output }, node) {
    const render = syntax === 'mustache' ? await prepareMustache(output === 'json', node) : takeAsItIs
    const parse = await prepareParser(output)

    /** A promise only where a context store takes its time. */
    const set = (message: Message, text: unknown): void | Promise<void> => {
      const written = field.set(message, parse(text))
      if (written instanceof Promise) return written.then(() => {})
      if (!written)
        node.warn(`${field.type}.${field.expression} cannot be set: what it should be in is no object.`)
    }

    return {
      input(message, send) {
        if (template === null) throw failed('The node has no template.')
        const text = template === '' ? (message.template ?? '') : template
        const rendered = render(text, message)
        const done =
          rendered instanceof Promise ? rendered.then((ready) => set(message, ready)) : set(message, rendered)
        if (done instanceof Promise) return done.then(() => send(message))
        send(message)
      },
    }
  },
})

/** The result for a template and a message. */
type RenderTemplate = (template: unknown, message: Message) => unknown

const takeAsItIs: RenderTemplate = (template) => template

/** Keeps the template last parsed: it is another one only where messages bring their own. */
async function prepareMustache(escapesForJson: boolean, node: RunningNode): Promise<RenderTemplate> {
  const { compileMustache } = await import('./template-mustache.js')
  const compile = (template: unknown) => {
    try {
      return compileMustache(template as string, escapesForJson, node)
    } catch (error) {
      throw badText('template', 'mustache', error)
    }
  }
  let last: { template: unknown; render: ReturnType<typeof compile> } | undefined
  return (template, message) => {
    if (last === undefined || last.template !== template) last = { template, render: compile(template) }
    return last.render(message)
  }
}

type Parse = (text: unknown) => unknown

async function prepareParser(output: 'str' | 'json' | 'yaml'): Promise<Parse> {
  if (output === 'str') return (text) => text
  const load: Parse =
    output === 'json' ? (text) => JSON.parse(text as string) : ((await import('js-yaml')).load as Parse)
  return (text) => {
    try {
      return load(text)
    } catch (error) {
      throw badText('result', output === 'json' ? 'JSON' : 'YAML', error)
    }
  }
}

const badText = (what: string, language: string, error: unknown) =>
  new MillraceError('BAD_TYPED_VALUE', `The ${what} is no ${language}: ${(error as Error).message}.`, {
    cause: error,
  })
