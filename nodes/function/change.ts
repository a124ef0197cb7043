import { type ConfigProblem, defineNode } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import { checkTypedValue } from '../../runtime/message/typed-value.js'
import { type ApplyRule, type ChangeRule, compileRule, isPlaceType } from './change-rule.js'
import { upgradeChange } from './change-upgrade.js'

export default defineNode({
  type: 'change',
  summary: 'Sets, changes, deletes or moves properties of the message or of the context.',
  outputs: 1,
  config: {
    type: 'object',
    properties: {
      name: { type: 'string', default: '', description: 'Name.' },
      rules: {
        type: 'array',
        items: {
          type: 'object',
          required: ['t', 'p', 'pt', 'tot', 'fromt', 'dc'],
          properties: {
            t: {
              type: 'string',
              enum: ['set', 'change', 'delete', 'move'],
              description:
                'set: give `p` the value `to`. change: replace `from` by `to` in `p`. delete: remove `p`. move: `p` ' +
                'becomes `to`.',
            },
            p: {
              type: 'string',
              default: '',
              minLength: 0,
              description: 'The property, like payload or a.b[0].',
            },
            pt: {
              type: 'string',
              enum: ['msg', 'flow', 'global'],
              default: 'msg',
              description: 'Where `p` is: in the message, or in context.',
            },
            to: {
              description:
                'set, change: the new value; a text that is not set is undefined. move: the name of the property.',
            },
            tot: {
              type: 'string',
              default: 'str',
              description:
                'Type of `to`: str, num, bool, json, bin, date, jsonata, env, msg, flow or global; move: msg, flow or ' +
                'global.',
            },
            from: { description: 'change: what to search for.' },
            fromt: {
              type: 'string',
              default: 'str',
              description:
                'Type of `from`: str, re (a regular expression), num, bool, env, msg, flow or global. Numbers and ' +
                'booleans are replaced only as a whole.',
            },
            dc: { type: 'boolean', default: false, description: 'set: make a deep copy of the value.' },
          },
        },
        default: [],
        description:
          'What to do, in this order. A rule whose value is to come from a property of something that is not there is ' +
          'left out.',
      },
    },
  },

  help: {
    details:
      'Setting a property to undefined deletes it. A text is replaced within a text, all of it wherever it stands; a ' +
      'whole match becomes the new value with its type.',
    reads: { payload: 'Or any other property that a rule names as its source.' },
    sets: { payload: 'Or any other property that a rule names; objects on the way to it are made.' },
    outputs: ['The same message, changed.'],
    example: [
      { id: 'in', type: 'inject', payload: '{"t":21.5}', payloadType: 'json', wires: [['shape']] },
      {
        id: 'shape',
        type: 'change',
        rules: [
          { t: 'move', p: 'payload.t', to: 'payload.celsius', tot: 'msg' },
          { t: 'set', p: 'topic', to: 'payload.celsius & " °C"', tot: 'jsonata' },
        ],
        wires: [['out']],
      },
      { id: 'out', type: 'debug', complete: 'true', wires: [] },
    ],
  },

  upgrade: upgradeChange,

  check: ({ rules }) => rules.flatMap(checkRule),

  create({ rules }, node) {
    const steps = rules.map((rule) => compileRule(rule, node))
    return {
      input(message, send) {
        const applied = applyRules(steps, 0, message)
        if (applied === undefined) send(message)
        else return applied.then(() => send(message))
      },
    }
  },
})

/** Applies one rule after the other, at once as long as none has to wait. */
function applyRules(steps: readonly ApplyRule[], first: number, message: Message): Promise<void> | undefined {
  for (let index = first; index < steps.length; index++) {
    const applied = steps[index]!(message)
    if (applied !== undefined) return applied.then(() => applyRules(steps, index + 1, message))
  }
  return undefined
}

function checkRule(saved: ChangeRule, index: number): ConfigProblem[] {
  const rule = { ...saved, to: saved.to ?? '', from: saved.from ?? '' }
  const values: Array<[field: string, value: unknown, type: string]> = [['p', rule.p, rule.pt]]
  if (rule.t === 'change') values.push(['from', rule.from, rule.fromt])
  if (rule.t !== 'delete') values.push(['to', rule.to, rule.tot])
  const place = `Rule ${index + 1} (${rule.t})`
  if (rule.t === 'change' && saved.from === undefined && ['str', 'num', 'bool'].includes(rule.fromt)) {
    return [{ message: `${place}: from is not set.`, remedy: 'Say what to search for.' }]
  }
  if (rule.t === 'move' && !isPlaceType(rule.tot)) {
    return [
      {
        message: `${place}: nothing can be moved to ${rule.tot}.`,
        remedy: 'Set tot to msg, flow or global.',
      },
    ]
  }
  return values.flatMap(([field, value, type]) => checkValue(`${place}: ${field}`, value, type))
}

function checkValue(field: string, value: unknown, type: string): ConfigProblem[] {
  const fault = checkTypedValue(value, type)
  if (fault === undefined) return []
  if (value !== '' || !isPlaceType(type)) {
    return [{ message: `${field}: ${fault}`, remedy: 'Correct the value, or choose its type.' }]
  }
  return [
    {
      severity: 'warning',
      message: `${field} names no property, so the rule does nothing.`,
      remedy: 'Write a property like payload or a.b[0], or remove the rule.',
    },
  ]
}
