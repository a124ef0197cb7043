import { describeError, encodeNested } from './encode-nested.js'

/** What is shown of a value: `msg` as text, and what it was. The form of Node-RED's `RED.util.encodeObject`. */
export interface Encoded {
  msg?: unknown
  /** `string[3]`, `number`, `buffer[10]`, `array[2]`, `set[1]`, `map`, `error`, `Object` or the name of a class. */
  format?: string
  [property: string]: unknown
}

export interface EncodeOptions {
  /** How many characters of a text, bytes of a Buffer, or elements of a list are shown. Default: 1000. */
  maxLength?: number
}

/**
 * Replaces `output.msg` by a form that can be shown and sent as JSON, and says in `output.format` what it was. Long
 * values are cut; what JSON cannot hold becomes `{ __enc__: true, type, data }`. The value itself is not changed.
 *
 * @returns the object that was given
 */
export function encodeObject<Output extends Encoded>(
  output: Output,
  { maxLength = 1000 }: EncodeOptions = {},
): Output & Encoded {
  try {
    Object.assign(output, encodeValue(output.msg, maxLength))
  } catch (error) {
    const { name, message, stack } = describeError(error as Error)
    const data = { name, message: `encodeObject Error: ${message}`, stack }
    Object.assign(output, { format: 'error', msg: JSON.stringify({ __enc__: true, type: 'error', data }) })
  }
  return output
}

function encodeValue(value: unknown, maxLength: number): Encoded {
  switch (typeof value) {
    case 'string':
      return { format: `string[${value.length}]`, msg: cut(value, maxLength) }
    case 'undefined':
      return { format: 'undefined', msg: '(undefined)' }
    case 'bigint':
      return { format: 'bigint', msg: { __enc__: true, type: 'bigint', data: String(value) } }
    case 'function':
      return { format: 'function', msg: '[function]' }
    case 'object':
      return value === null ? { format: 'null', msg: '(undefined)' } : encodeTopObject(value, maxLength)
    default:
      return { format: typeof value, msg: String(value) }
  }
}

function encodeTopObject(value: object, maxLength: number): Encoded {
  if (value instanceof Error) {
    return {
      format: 'error',
      msg: JSON.stringify({ __enc__: true, type: 'error', data: describeError(value) }),
    }
  }
  if (Buffer.isBuffer(value)) {
    const shown = value.toString('hex', 0, Math.ceil(maxLength / 2)).slice(0, maxLength)
    return { format: `buffer[${value.length}]`, msg: shown }
  }
  if (value instanceof RegExp) return { format: 'regexp', msg: String(value) }
  const format = formatOf(value)
  const isShownInside = format === 'Object' || isCollection(value)
  return { format, msg: isShownInside ? JSON.stringify(encodeNested(value, maxLength)) : asText(value) }
}

function formatOf(value: object): string {
  if (Array.isArray(value)) return `array[${value.length}]`
  if (value instanceof Set) return `set[${value.size}]`
  if (value instanceof Map) return 'map'
  const className: unknown = value.constructor?.name
  const name = typeof className === 'string' && className !== '' ? className : 'Object'
  return isTypedArray(value) ? `${name}[${value.length}]` : name
}

function isCollection(value: object): boolean {
  return Array.isArray(value) || value instanceof Set || value instanceof Map || isTypedArray(value)
}

function isTypedArray(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && 'length' in value
}

/** Instances of classes are shown as they write themselves. */
function asText(value: object): string {
  const canSay = typeof Reflect.get(value, 'toString') === 'function'
  return canSay ? String(value) : Object.prototype.toString.call(value)
}

function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}...` : text
}
