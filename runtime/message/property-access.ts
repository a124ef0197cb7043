import { compileProperty, type Property } from './property.js'
import { formatProperty, type PropertyPart, parseProperty } from './property-expression.js'
import { readPath, resolveParts } from './property-steps.js'

/** `RED.util.getMessageProperty`: as {@link getObjectProperty}, where `msg.` may stand before the expression. */
export function getMessageProperty(message: object, expression: string): unknown {
  return getObjectProperty(message, withoutPrefix(expression))
}

/**
 * `RED.util.getObjectProperty`. Unlike a compiled property's `get`, it throws where a step on the way is missing.
 *
 * @throws TypeError where a step but the last is missing
 * @throws MillraceError BAD_PROPERTY
 */
export function getObjectProperty(object: object, expression: string): unknown {
  const keys = resolveParts(parseProperty(expression), object)
  let value: unknown = object
  for (const key of keys) {
    if (value === undefined || value === null) {
      throw new TypeError(`Cannot read "${key}" of ${expression}: what it should be in is ${value}`)
    }
    value = readPath(value, [key])
  }
  return value
}

/** As a compiled property's `get` of a message, but it throws as {@link getMessageProperty} does. */
export function compileStrictGet(
  property: Pick<Property, 'get' | 'expression'>,
): (message: object) => unknown {
  return (message) => {
    const value = property.get(message)
    // Only where nothing is there does it matter why.
    return value === undefined ? getMessageProperty(message, property.expression) : value
  }
}

/** `RED.util.setMessageProperty`: as {@link setObjectProperty}, where `msg.` may stand before the expression. */
export function setMessageProperty(
  message: object,
  expression: string,
  value: unknown,
  createMissing?: boolean | null,
): boolean {
  return setObjectProperty(message, withoutPrefix(expression), value, createMissing)
}

/** `RED.util.setObjectProperty`: see {@link compileProperty}'s `set`. */
export function setObjectProperty(
  object: object,
  expression: string,
  value: unknown,
  createMissing?: boolean | null,
): boolean {
  return compileProperty(expression).set(object, value, createMissing)
}

/**
 * `RED.util.normalisePropertyExpression`: the steps of an expression.
 *
 * @param message where given, each `[msg.…]` is replaced by its value
 */
export function normalisePropertyExpression(expression: string, message?: object): PropertyPart[]
/** @param asText the expression written again, with double quotes: `a["b"][0]` */
export function normalisePropertyExpression(
  expression: string,
  message: object | undefined,
  asText: true,
): string
export function normalisePropertyExpression(
  expression: string,
  message?: object,
  asText?: boolean,
): PropertyPart[] | string {
  const parsed = parseProperty(expression)
  const parts = message === undefined ? parsed : resolveParts(parsed, message)
  return asText ? formatProperty(parts) : parts
}

function withoutPrefix(expression: string): string {
  return expression.startsWith('msg.') ? expression.slice(4) : expression
}
