import { formatProperty, type PropertyPart, parseProperty } from '../message/property-expression.js'
import { isUnsafe, type Key, resolveParts, writePath } from '../message/property-steps.js'

/**
 * The steps of a property expression. With a message, each `[msg.…]` is replaced by its value; without one it is a
 * list of steps itself.
 *
 * @param toText give the expression in its one normal form instead
 */
export function normalisePropertyExpression(
  expression: string,
  message?: object,
  toText?: boolean,
): readonly PropertyPart[] | string {
  const parsed = parse(expression)
  const parts = message === undefined || message === null ? parsed : resolveParts(parsed, message)
  return toText ? formatProperty(parts) : parts
}

/** @throws TypeError where the object that should hold the property does not exist, as in Node-RED */
export function getObjectProperty(object: unknown, expression: string): unknown {
  let value = object
  for (const key of keysOf(expression, object)) {
    if (value === undefined || value === null) {
      throw new TypeError(
        `Cannot read ${JSON.stringify(expression)}: there is nothing to read "${key}" from.`,
      )
    }
    const holder = value as Record<Key, unknown>
    value = isUnsafe(key) && !Object.hasOwn(holder, key) ? undefined : holder[key]
  }
  return value
}

/** As {@link getObjectProperty}; the expression may begin with `msg.`. */
export function getMessageProperty(message: unknown, expression: string): unknown {
  return getObjectProperty(message, withoutPrefix(expression))
}

/**
 * Sets a property; undefined deletes it.
 *
 * @param createMissing make what is missing on the way; where not given, only to set and not to delete
 * @returns false where it cannot be set
 */
export function setObjectProperty(
  object: unknown,
  expression: string,
  value: unknown,
  createMissing?: boolean | null,
): boolean {
  const create = createMissing ?? value !== undefined
  return writePath(object, keysOf(expression, object), value, create)
}

/** As {@link setObjectProperty}; the expression may begin with `msg.`. */
export function setMessageProperty(
  message: unknown,
  expression: string,
  value: unknown,
  createMissing?: boolean | null,
): boolean {
  return setObjectProperty(message, withoutPrefix(expression), value, createMissing)
}

/** Splits `#:(store)::key`; a key that names no store has none. */
export function parseContextStore(key: string): { store?: string; key: string } {
  const match = /^#:\((\S+?)\)::(.*)$/.exec(key)
  return match === null ? { key } : { store: match[1] as string, key: match[2] as string }
}

function keysOf(expression: string, message: unknown): Key[] {
  return resolveParts(parse(expression), message)
}

function withoutPrefix(expression: string): string {
  return expression.startsWith('msg.') ? expression.slice('msg.'.length) : expression
}

/** @throws Error with the code that packages know such an error by */
function parse(expression: string): readonly PropertyPart[] {
  try {
    return parseProperty(expression)
  } catch (cause) {
    throw Object.assign(new Error((cause as Error).message, { cause }), { code: 'INVALID_EXPR' })
  }
}
