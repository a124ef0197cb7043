import { failed } from '../../runtime/message/failed.js'
import type { Message } from '../../runtime/message/message.js'
import type { MessagePlace } from '../../runtime/message/place.js'

/** What a value is, in words for an error: `a number`, `a Buffer of 12 bytes`. */
export function describeKind(value: unknown): string {
  if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  const kind = typeof value
  return kind === 'object' ? 'an object' : `a ${kind}`
}

/** Sets the property, or fails where something on the way to it is no object. */
export function setProperty(property: MessagePlace, message: Message, value: unknown): void {
  if (property.set(message, value)) return
  throw failed(`msg.${property.expression} cannot be set: what it should be in is no object.`)
}
