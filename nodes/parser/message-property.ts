import type { ConfigProblem } from '../../runtime/define-node.js'
import { failed, reasonOf } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import { compileProperty, type Property } from '../../runtime/message/property.js'

export const messageProperty = (expression: string): Property =>
  compileProperty(expression, { prefix: 'msg' })

/** What is wrong with a field that names a property of the message. */
export function checkMessageProperty(field: string, expression: string): ConfigProblem[] {
  try {
    messageProperty(expression)
    return []
  } catch (error) {
    return [{ message: `${field}: ${reasonOf(error)}`, remedy: 'Write a property like payload or a.b[0].' }]
  }
}

/** What a value is, in words for an error: `a number`, `a Buffer of 12 bytes`. */
export function describeKind(value: unknown): string {
  if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const kind = typeof value
  return kind === 'object' ? 'an object' : `a ${kind}`
}

/** Sets the property, or fails where something on the way to it is no object. */
export function setProperty(property: Property, message: Message, value: unknown): void {
  if (property.set(message, value)) return
  throw failed(`msg.${property.expression} cannot be set: what it should be in is no object.`)
}
