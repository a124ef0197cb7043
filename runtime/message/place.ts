import type { ContextStore } from '../context/store.js'
import type { Message } from './message.js'
import { compileProperty } from './property.js'
import { formatProperty, parseProperty } from './property-expression.js'
import { resolveParts } from './property-steps.js'
import type { ValueScope } from './value-scope.js'

/**
 * A place that a node's configuration names: a property of the message, or of the flow or global context. Those of
 * context may name a store (`#:(file)::count`) and give promises where the store cannot answer at once.
 */
export interface Place {
  readonly type: 'msg' | 'flow' | 'global'
  /** As it was written, with the store where it names one. */
  readonly expression: string
  /** The value there, or undefined where it or something on the way is missing. */
  get(message?: Message): unknown
  /**
   * Sets the value; undefined deletes it.
   *
   * @param createMissing as of a compiled property's `set`; context always makes what is missing
   * @returns false where a property of the message cannot be set
   */
  set(message: Message, value: unknown, createMissing?: boolean): boolean | Promise<boolean>
  /** Deletes the property. */
  delete(message: Message): boolean | Promise<boolean>
}

/** A property of the message: nothing of it is ever a promise. */
export interface MessagePlace extends Place {
  readonly type: 'msg'
  set(message: Message, value: unknown, createMissing?: boolean): boolean
  delete(message: Message): boolean
}

/**
 * Compiles a place.
 *
 * @throws MillraceError BAD_PROPERTY where the property expression cannot be parsed
 */
export function compilePlace(property: string, type: 'msg', scope: ValueScope): MessagePlace
export function compilePlace(property: string, type: Place['type'], scope: ValueScope): Place
export function compilePlace(property: string, type: Place['type'], scope: ValueScope): Place {
  return type === 'msg' ? compileMessagePlace(property) : compileContextPlace(property, type, scope)
}

function compileMessagePlace(expression: string): MessagePlace {
  const property = compileProperty(expression, { prefix: 'msg' })
  return {
    type: 'msg',
    expression,
    get: property.isDynamic ? (message) => property.get(message ?? {}) : (message) => property.get(message),
    set: (message, value, createMissing) => property.set(message, value, createMissing),
    delete: (message) => property.delete(message),
  }
}

function compileContextPlace(property: string, type: 'flow' | 'global', scope: ValueScope): Place {
  const { key, store } = parseContextKey(property)
  const parts = parseProperty(key.replace(/^(\$parent\.)+/, ''))
  const keyFor = parts.some((part) => typeof part === 'object') ? resolveKey(key) : () => key
  let found: ContextStore | undefined
  const context = () => {
    found ??= scope.context?.[type]
    return found
  }
  const set = (message: Message, value: unknown) => {
    const writing = context()?.write(keyFor(message), value, store)
    return writing === undefined ? true : writing.then(() => true)
  }
  return {
    type,
    expression: property,
    get: (message) => context()?.read(keyFor(message), store),
    set,
    delete: (message) => set(message, undefined),
  }
}

/** The key with each `[msg.…]` replaced by its value for a message. */
function resolveKey(key: string): (message?: Message) => string {
  const prefix = /^(?:\$parent\.)*/.exec(key)?.[0] ?? ''
  const parts = parseProperty(key.slice(prefix.length))
  return (message) => prefix + formatProperty(resolveParts(parts, message))
}

/** Splits `#:(store)::key` as the editor saves it; a key that names no store is left as it is. */
export function parseContextKey(text: string): { key: string; store?: string } {
  const match = /^#:\((\w+)\)::(.*)$/s.exec(text)
  return match === null ? { key: text } : { store: match[1]!, key: match[2]! }
}
