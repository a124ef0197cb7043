import { type ConfigProblem, defineNode, typedValue } from '../../runtime/define-node.js'
import { type HeldMessage, holdMessage, readMessageLimit } from '../../runtime/message/held-message.js'
import type { Send } from '../../runtime/message/message.js'
import { Turns } from '../../runtime/message/turns.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'
import { createRouter, type Route } from './switch-router.js'
import type { SwitchRule } from './switch-rule.js'
import { createSequences, isPart, type Routed, renumberSequence } from './switch-sequences.js'

export default defineNode({
  type: 'switch',
  summary: 'Routes messages by the values of their properties or by their place in a sequence.',
  outputs: ({ outputs, rules }) => Math.max(outputs, rules.length),
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      property: typedValue({
        types: ['msg', 'flow', 'global', 'jsonata', 'env', { type: 'none', hasValue: false }],
        default: { type: 'none', value: '' },
        description:
          'What the rules look at: a property of the message or of context, an expression or a variable. Not set: at ' +
          'undefined. The editor sets payload for new nodes.',
      }),
      rules: {
        type: 'array',
        items: {
          type: 'object',
          required: ['t', 'vt', 'v2t', 'case'],
          properties: {
            t: {
              type: 'string',
              enum: [
                ...([
                  'eq',
                  'neq',
                  'lt',
                  'lte',
                  'gt',
                  'gte',
                  'btwn',
                  'cont',
                  'regex',
                  'hask',
                  'istype',
                ] as const),
                ...(['true', 'false', 'null', 'nnull', 'empty', 'nempty'] as const),
                ...(['head', 'tail', 'index', 'jsonata_exp', 'else'] as const),
              ],
              description:
                'About the value: eq, neq, lt, lte, gt, gte, btwn (`v` to `v2`), cont (contains the text `v`), regex, ' +
                'hask (has the key `v`), istype (`v` is string, number, boolean, array, buffer, object, json, undefined ' +
                'or null), true, false, null, nnull, empty, nempty. About the place in a sequence: head (the first `v` ' +
                'messages), tail (the last `v`), index (`v` to `v2`, from 0). jsonata_exp: the expression `v` gives ' +
                'true; $I is the place and $N the length of the sequence. else: no rule matched since the last else.',
            },
            v: { description: 'What the rule compares with; its meaning depends on `t`.' },
            vt: {
              type: 'string',
              default: 'str',
              description:
                'Type of `v`: str, num, msg, flow, global, env, jsonata, or prev (the value of the message before).',
            },
            v2: { description: 'btwn, index: the other end.' },
            v2t: { type: 'string', default: 'str', description: 'Type of `v2`, as of `v`.' },
            case: { type: 'boolean', default: false, description: 'regex: ignore upper and lower case.' },
          },
        },
        default: [],
        description: 'One rule for each output, in their order.',
      },
      checkall: {
        type: 'boolean',
        default: true,
        description: 'Look at all rules; false: stop at the first that matches.',
      },
      repair: {
        type: 'boolean',
        default: false,
        description:
          'Make the messages of a sequence that take the same output a sequence of their own. They wait until the ' +
          'sequence is complete, no more than the setting nodeMessageBufferMaxLength allows.',
      },
      outputs: {
        type: 'integer',
        minimum: 0,
        default: 1,
        description: 'How many outputs: one for each rule.',
      },
    },
  },
  help: {
    details:
      'Values are compared as JavaScript does: the text "5" equals the number 5. Where a value has to be waited for, ' +
      'messages keep their order. A rule that fails, such as an expression, is an error and the message is not sent.',
    reads: {
      payload: 'Or whatever `property` names: what the rules look at.',
      parts:
        'index and count: for the rules head, tail, index and jsonata_exp; id too, for tail and `repair`.',
    },
    sets: { parts: '`repair`: id, index and count of the sequence that an output gets.' },
    outputs: 'One for each rule, in their order: the message where the rule matches.',
    example: [
      { id: 'in', type: 'inject', payload: '21.5', payloadType: 'num', wires: [['warm']] },
      {
        id: 'warm',
        type: 'switch',
        property: 'payload',
        rules: [{ t: 'gte', v: '20', vt: 'num' }, { t: 'else' }],
        checkall: false,
        outputs: 2,
        wires: [['yes'], ['no']],
      },
      { id: 'yes', type: 'debug', wires: [] },
      { id: 'no', type: 'debug', wires: [] },
    ],
  },

  upgrade: ({ property, propertyType, rules, ...saved }) => ({
    ...saved,
    ...(Array.isArray(rules) ? { rules: rules.map(completeRule) } : { rules }),
    ...(property || (propertyType && propertyType !== 'msg')
      ? { property, propertyType: propertyType || 'msg' }
      : {}),
  }),

  check: ({ property, rules }) => [
    ...checkProperty(property.type, rules.length),
    ...rules.flatMap(checkRule),
  ],

  create({ repair, ...config }, node) {
    const route = createRouter(config, node)
    const turns = new Turns()
    const sequences = createSequences(readMessageLimit(node.settings))
    const needsCount = repair || config.rules.some(({ t }) => t === 'tail')

    return {
      input(message, send) {
        if (!needsCount || !isPart(message.parts)) {
          return turns.take(() => {
            const routed = route(message)
            if (!(routed instanceof Promise)) sendRouted(send, routed)
            else return routed.then((ready) => sendRouted(send, ready))
          })
        }
        return holdMessage(message, send, (held) => {
          const sequence = sequences.add(held)
          return sequence && turns.take(() => passSequence(sequence, route, repair))
        })
      },
      waiting: () => sequences.count(),
      close() {
        sequences.clear()
      },
    }
  },
})

/** Rules of before 0.12 do not say of what type their values are. */
function completeRule(rule: unknown): unknown {
  if (typeof rule !== 'object' || rule === null) return rule
  const { v, vt, v2, v2t } = rule as Record<string, unknown>
  return { ...rule, vt: vt || guessType(v), v2t: v2t || guessType(v2) }
}

const guessType = (value: unknown) => (Number.isNaN(Number(value)) ? 'str' : 'num')

function checkProperty(type: string, ruleCount: number): ConfigProblem[] {
  if (type !== 'none' || ruleCount === 0) return []
  const message = 'No property is set: the rules look at undefined.'
  return [{ severity: 'warning', message, remedy: 'Set property, to payload for instance.' }]
}

const rulesWithValue = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'btwn', 'cont', 'regex', 'hask']
const rulesOfSequence = ['head', 'tail', 'index', 'jsonata_exp']

function checkRule({ t, v, vt, v2, v2t, case: ignoresCase }: SwitchRule, index: number): ConfigProblem[] {
  if (![...rulesWithValue, ...rulesOfSequence].includes(t)) return []
  const field = `Rule ${index + 1} (${t})`
  const isPattern = t === 'regex' && vt === 'str'
  return [
    ...(isPattern ? checkPattern(field, String(v ?? ''), ignoresCase) : checkValue(field, v, vt)),
    ...(t === 'btwn' || t === 'index' ? checkValue(field, v2, v2t) : []),
  ]
}

function checkPattern(field: string, source: string, ignoresCase: boolean): ConfigProblem[] {
  try {
    new RegExp(source, ignoresCase ? 'i' : '')
    return []
  } catch (error) {
    const message = `${field}: ${(error as Error).message}.`
    return [{ severity: 'warning', message, remedy: 'Correct it: every message that comes to it fails.' }]
  }
}

function checkValue(field: string, value: unknown, type: string): ConfigProblem[] {
  const fault = type === 'prev' || value === undefined ? undefined : checkTypedValue(value, type)
  if (fault === undefined) return []
  const severity = type === 'jsonata' ? 'error' : 'warning'
  return [{ severity, message: `${field}: ${fault}`, remedy: 'Correct it, or choose another type.' }]
}

function sendRouted(send: Send, routed: Routed): void {
  if (routed.length === 1) send(routed[0])
  else if (routed.some((message) => message !== null)) send(routed)
}

async function passSequence(sequence: readonly HeldMessage[], route: Route, repair: boolean): Promise<void> {
  const passed: HeldMessage[] = []
  const routes: Routed[] = []
  for (const held of sequence) {
    try {
      const routed = await route(held.message)
      if (repair) {
        passed.push(held)
        routes.push(routed)
      } else leave(held, routed)
    } catch (error) {
      held.fail(error)
    }
  }
  let place = 0
  for (const routed of renumberSequence(routes)) leave(passed[place++]!, routed)
}

function leave({ send, release }: HeldMessage, routed: Routed): void {
  sendRouted(send, routed)
  release()
}
