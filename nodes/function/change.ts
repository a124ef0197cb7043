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
            t: { type: 'string', enum: ['set', 'change', 'delete', 'move'] },
            p: { type: 'string', default: '', minLength: 0 },
            pt: { type: 'string', enum: ['msg', 'flow', 'global'], default: 'msg' },
            to: { default: '' },
            tot: { type: 'string', default: 'str' },
            from: { default: '' },
            fromt: { type: 'string', default: 'str' },
            dc: { type: 'boolean', default: false },
          },
        },
        default: [],
        description:
          'What to do, in this order. { t: "set", p: property, pt: msg, flow or global, to: value, tot: its type, dc: ' +
          'true for a deep copy }; { t: "change", p, pt, from: what to search for, fromt: its type (str, re, num, ' +
          'bool, env, msg, flow, global), to: what replaces it, tot: its type }, where a number or boolean is replaced ' +
          'only as a whole; { t: "delete", p, pt }; { t: "move", p, pt, to: property, tot: msg, flow or global }. ' +
          'Types of `to`: str, num, bool, json, bin, date, jsonata, env, msg, flow, global. A rule whose value is to ' +
          'come from a property of something that is not there is left out.',
      },
    },
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

function checkRule(rule: ChangeRule, index: number): ConfigProblem[] {
  const values: Array<[field: string, value: unknown, type: string]> = [['p', rule.p, rule.pt]]
  if (rule.t === 'change') values.push(['from', rule.from, rule.fromt])
  if (rule.t !== 'delete') values.push(['to', rule.to, rule.tot])
  const place = `Rule ${index + 1} (${rule.t})`
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
