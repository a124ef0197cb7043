import type { RunningNode } from '../../runtime/define-node.js'
import { MillraceError } from '../../runtime/errors.js'
import { compileJsonata } from '../../runtime/message/jsonata.js'
import type { Message } from '../../runtime/message/message.js'
import { compileTypedValue, type TypedValue } from '../../runtime/message/typed-value.js'
import { isOfType, type Operator, operators } from './switch-operators.js'
import { isPart, type PartOfSequence } from './switch-sequences.js'

/** A rule as the loader gives it. */
export interface SwitchRule {
  readonly t: keyof typeof operators | 'regex' | 'istype' | 'head' | 'tail' | 'index' | 'jsonata_exp' | 'else'
  readonly v?: unknown
  readonly vt: string
  readonly v2?: unknown
  readonly v2t: string
  readonly case: boolean
}

/** Whether a rule matches a message; a promise only where a value is not there at once. */
export type Match = (value: unknown, message: Message, previous: unknown) => boolean | Promise<boolean>

/** Makes the function of a rule. An `else` rule has none: whether it matches depends on those before it. */
export function compileMatch(rule: SwitchRule, node: RunningNode): Match | undefined {
  const { t } = rule
  if (t === 'else') return undefined
  return (compilers[t] ?? compileOperator(operators[t as keyof typeof operators]))(rule, node)
}

type Compile = (rule: SwitchRule, node: RunningNode) => Match

const compilers: Partial<Record<SwitchRule['t'], Compile>> = {
  istype: compileTypeTest,
  regex: compilePattern,
  head: compilePosition(({ index }, count) => index < Number(count)),
  tail: compilePosition(({ index, count }, last) => Number(count) - Number(last) <= index),
  index: compilePosition(({ index }, first, last) => Number(first) <= index && index <= Number(last)),
  jsonata_exp: compileExpression,
}

/** The editor saves the name of the type in both fields, but a rule may as well take it from a message. */
function compileTypeTest(rule: SwitchRule, node: RunningNode): Match {
  const { v = '', vt } = rule
  if (vt === 'json' || vt === 'null') return (value) => isOfType(value, vt)
  if (!typesOfReferences.includes(vt)) return (value) => isOfType(value, v)
  return compileOperands(rule, node, (value, _message, type) => isOfType(value, type))
}

const typesOfReferences = ['msg', 'flow', 'global', 'env', 'jsonata', 'prev']

/** Types of values that never change: compared without reading them anew. */
const fixedTypes = ['str', 'num', 'env']

function compileOperator(operator: Operator): Compile {
  return (rule, node) => {
    if (isFixed(rule)) {
      const first = readFirstOperand(rule, node)({}, null)
      const second = readOperand(rule.v2, rule.v2t, node)({}, null)
      return (value) => operator(value, first, second)
    }
    return compileOperands(rule, node, (value, _message, first, second) => operator(value, first, second))
  }
}

const isFixed = ({ vt, v2, v2t }: SwitchRule) =>
  fixedTypes.includes(vt) && (v2 === undefined || fixedTypes.includes(v2t))

function compilePattern(rule: SwitchRule, node: RunningNode): Match {
  const flags = rule.case ? 'i' : ''
  const test = (value: unknown, pattern: RegExp) => pattern.test(`${value}`)
  const compile = (source: unknown) =>
    source instanceof RegExp ? source : new RegExp(source === undefined ? '' : String(source), flags)
  if (!isFixed(rule)) {
    return compileOperands(rule, node, (value, _message, source) => test(value, compile(source)))
  }
  let pattern: RegExp | undefined
  return (value) => {
    pattern ??= compile(readFirstOperand(rule, node)({}, null))
    return test(value, pattern)
  }
}

function compilePosition(
  isWithin: (parts: PartOfSequence, first: unknown, second: unknown) => boolean,
): Compile {
  return (rule, node) =>
    compileOperands(rule, node, (_value, { parts }, first, second) => {
      if (typeof parts === 'object' && parts !== null) return isWithin(parts as PartOfSequence, first, second)
      throw new MillraceError(
        'NODE_FAILED',
        `The rule "${rule.t}" needs a message that is part of a sequence, but this one has no msg.parts.`,
      )
    })
}

/** The expression sees its message's place in the sequence as `$I` and the length of the sequence as `$N`. */
function compileExpression(rule: SwitchRule, node: RunningNode): Match {
  if (rule.vt !== 'jsonata') {
    return compileOperands(rule, node, (_value, _message, first) => first === true)
  }
  const expression = compileJsonata(String(rule.v ?? ''), node)
  return async (_value, message) => {
    const { parts } = message
    const variables = isPart(parts) ? { I: parts.index, N: parts.count } : undefined
    return (await expression.evaluate(message, variables)) === true
  }
}

type Compare = (value: unknown, message: Message, first: unknown, second: unknown) => boolean

function compileOperands(rule: SwitchRule, node: RunningNode, compare: Compare): Match {
  const readFirst = readFirstOperand(rule, node)
  const readSecond = readOperand(rule.v2, rule.v2t, node)
  return (value, message, previous) => {
    const first = readFirst(message, previous)
    const second = readSecond(message, previous)
    if (!(first instanceof Pending || second instanceof Pending))
      return compare(value, message, first, second)
    return Promise.all([settled(first), settled(second)]).then(([one, two]) =>
      compare(value, message, one, two),
    )
  }
}

/** A value that is not there yet: a message's own property may hold a promise that nobody waits for. */
export class Pending {
  constructor(readonly promise: Promise<unknown>) {}
}

const settled = (value: unknown) => (value instanceof Pending ? value.promise : value)

/** The value of an operand for a message, or {@link Pending}. */
export type ReadOperand = (message: Message, previous: unknown) => unknown

function readOperand(value: unknown, type: string, node: RunningNode): ReadOperand {
  if (type === 'prev') return (_message, previous) => previous
  if (value === undefined) return () => undefined
  return readTyped(compileTypedValue(value, type, node))
}

/** Numbers and texts that are left out are made of `undefined` as any other value would be, and equal nothing. */
function readFirstOperand({ v, vt }: SwitchRule, node: RunningNode): ReadOperand {
  if (v !== undefined || (vt !== 'num' && vt !== 'str')) return readOperand(v, vt, node)
  const value = vt === 'num' ? Number.NaN : 'undefined'
  return () => value
}

/** The value of a typed field for a message, or {@link Pending}. */
export function readTyped(typed: TypedValue): ReadOperand {
  return (message) => {
    try {
      const found = typed.evaluate(message)
      return typed.isAsync && found instanceof Promise ? new Pending(found) : found
    } catch (error) {
      // A property that cannot be named is not there: rules such as "is null" are about that.
      if (error instanceof MillraceError && error.code === 'BAD_PROPERTY') return undefined
      throw error
    }
  }
}
