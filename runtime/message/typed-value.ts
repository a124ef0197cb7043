import { compileJsonata } from './jsonata.js'
import type { Message } from './message.js'
import { compilePlace } from './place.js'
import { compileDate, isDateFormat } from './typed-date.js'
import { type Read, readBoolean, readBuffer, readJson, readPattern } from './typed-literal.js'
import type { ValueScope } from './value-scope.js'

export type { ValueScope } from './value-scope.js'

/** A value of a node's configuration with the type that the editor saved beside it, made into a function. */
export interface TypedValue {
  readonly type: string
  /** Whether `evaluate` may return a promise: expressions, context, dates with a format of their own. */
  readonly isAsync: boolean
  /**
   * The value for a message. What a message property or the memory context holds is handed over by reference, all
   * other objects are new at each call.
   *
   * @throws MillraceError BAD_TYPED_VALUE or BAD_PROPERTY, or the promise rejects with it
   */
  evaluate(message?: Message): unknown
}

/**
 * Compiles a typed value, once for all messages. Types: `msg flow global str num bool json bin re date env jsonata`;
 * the value of any other type is what it says, as in Node-RED.
 *
 * Never throws: a value that its type cannot read throws when it is evaluated, so that the error is one of the
 * message's. What is wrong with it is known before the start by {@link checkTypedValue}.
 */
export function compileTypedValue(value: unknown, type: string, scope: ValueScope): TypedValue {
  const isAsync =
    type === 'jsonata' || type === 'flow' || type === 'global' || (type === 'date' && isDateFormat(value))
  try {
    return { type, isAsync, evaluate: compileRead(value, type, scope) }
  } catch (error) {
    const evaluate = () => {
      throw error
    }
    return { type, isAsync, evaluate }
  }
}

/**
 * What is wrong with a typed value, in one sentence; undefined where it can be read. For the `check` of node types.
 */
export function checkTypedValue(value: unknown, type: string): string | undefined {
  try {
    compileRead(value, type, { id: '', env: () => undefined })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function compileRead(value: unknown, type: string, scope: ValueScope): Read {
  switch (type) {
    case 'msg':
    case 'flow':
    case 'global':
      return compilePlace(asText(value), type, scope).get
    case 'str': {
      const text = String(value)
      return () => text
    }
    case 'num': {
      const number = Number(value)
      return () => number
    }
    case 'bool': {
      const boolean = readBoolean(value)
      return () => boolean
    }
    case 'json':
      return readJson(value)
    case 'bin':
      return readBuffer(value)
    case 're':
      return readPattern(value)
    case 'date':
      return compileDate(value)
    case 'env':
      return compileEnvironment(asText(value), scope)
    case 'jsonata':
      return compileJsonata(asText(value), scope).evaluate
    default:
      return () => value
  }
}

const asText = (value: unknown) => (value === undefined || value === null ? '' : String(value))

const soleVariable = /^\$\{([^}]+)\}$/
const variables = /\$\{([^}]+)\}/g

/** `NAME` and `${NAME}` give the variable as it is, a text around it makes it a text. Not set: the empty text. */
function compileEnvironment(text: string, scope: ValueScope): Read {
  const variable = (name: string) => scope.env(name) ?? ''
  const sole = soleVariable.exec(text)?.[1]
  if (sole !== undefined) return () => variable(sole)
  if (text.match(variables)) {
    return () => text.replaceAll(variables, (_, name: string) => String(variable(name)))
  }
  return text === '' ? () => '' : () => variable(text)
}
