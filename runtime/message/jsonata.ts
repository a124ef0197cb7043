import type jsonata from 'jsonata'
import type { ContextStore } from '../context/store.js'
import { MillraceError } from '../errors.js'
import { cloneValue } from './clone.js'
import { loadJsonata } from './load-jsonata.js'
import type { Message } from './message.js'
import type { ValueScope } from './value-scope.js'

/** A JSONata expression, parsed once. */
export interface JsonataExpression {
  /**
   * The result for a message, whose properties are the names of the expression (`payload.list[0]`). An expression
   * with `msg` in it sees the message by that name instead (`msg.payload.list[0]`), as in Node-RED.
   *
   * @param variables values of names with a dollar sign: `{ A: 1 }` is `$A`
   * @throws MillraceError BAD_TYPED_VALUE, by rejecting
   */
  evaluate(message?: Message, variables?: Readonly<Record<string, unknown>>): Promise<unknown>
}

/**
 * Parses a JSONata expression and gives it what Node-RED gives: `$flowContext(key, store)`, `$globalContext(key,
 * store)`, `$env(name)`, `$clone(value)` and `$moment(…)`.
 *
 * @throws MillraceError BAD_TYPED_VALUE, with the position counted from 1
 */
export function compileJsonata(text: string, scope: ValueScope): JsonataExpression {
  const { expression, ready, seesMessageByName } = prepareJsonata(text, scope)
  return {
    async evaluate(message = {}, variables) {
      await ready?.()
      const input = seesMessageByName ? { msg: message } : message
      try {
        return withPrototypes(await expression.evaluate(input, variables))
      } catch (error) {
        throw refuse(text, 'failed', error)
      }
    },
  }
}

/** An expression of the JSONata package with Node-RED's functions in it. */
export interface PreparedJsonata {
  readonly expression: jsonata.Expression
  /** To be awaited before the first evaluation, where the expression needs something that is loaded late. */
  readonly ready: (() => Promise<void>) | undefined
  /** It is to be evaluated with `{ msg: message }`, and not with the message itself. */
  readonly seesMessageByName: boolean
}

/** As {@link compileJsonata}, for those who evaluate the expression themselves. */
export function prepareJsonata(text: string, scope: ValueScope): PreparedJsonata {
  const expression = parseExpression(text)
  expression.registerFunction('flowContext', (key, store) => readContext(scope.context?.flow, key, store))
  expression.registerFunction('globalContext', (key, store) => readContext(scope.context?.global, key, store))
  expression.registerFunction('env', (name) => scope.env(String(name)) ?? '')
  expression.registerFunction('clone', (value) => cloneValue(value))
  const ready = text.includes('$moment') ? prepareMoment(expression) : undefined
  return { expression, ready, seesMessageByName: messageName.test(text) }
}

/** `msg` as a name of its own: not within another, nor right after a quote. */
const messageName = /(?<![\w'".])msg(?![\w'"])/

/** An endless loop in an expression must not stop all other flows for ever, nor take all memory. */
const limits = { timeout: 30_000, stack: 100_000 }

function parseExpression(text: string): jsonata.Expression {
  const parse = loadJsonata()
  try {
    return parse(text, limits)
  } catch (error) {
    throw refuse(text, 'is none', error)
  }
}

/**
 * Objects that an expression makes have no prototype; in a message they are to be ordinary ones. What they hold of the
 * message is ordinary already, and is not looked through.
 */
export function withPrototypes<Value>(value: Value, seen = new Set<unknown>()): Value {
  if (typeof value !== 'object' || value === null || seen.has(value)) return value
  const isList = Array.isArray(value)
  if (!isList && Object.getPrototypeOf(value) !== null) return value
  seen.add(value)
  for (const element of isList ? value : Object.values(value)) withPrototypes(element, seen)
  return isList ? value : Object.setPrototypeOf(value, Object.prototype)
}

/** Loads the date library before the first evaluation. */
function prepareMoment(expression: jsonata.Expression): () => Promise<void> {
  let loading: Promise<void> | undefined
  const load = async () => {
    const { moment } = await import('./moment.js')
    expression.registerFunction('moment', (...parameters) => moment(...parameters))
  }
  return () => {
    loading ??= load()
    return loading
  }
}

function readContext(context: ContextStore | undefined, key: unknown, store: unknown): unknown {
  return context?.read(String(key), typeof store === 'string' ? store : undefined)
}

function refuse(text: string, what: string, error: unknown): MillraceError {
  const { message, position } = error as { message?: string; position?: number }
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text
  const place = typeof position === 'number' ? ` at position ${position}` : ''
  return new MillraceError(
    'BAD_TYPED_VALUE',
    `JSONata expression ${JSON.stringify(shown)} ${what}${place}: ${message ?? String(error)}.`,
    { cause: error },
  )
}
