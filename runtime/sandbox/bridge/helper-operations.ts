import { isDeepStrictEqual } from 'node:util'
import { generateId } from '../../message/ids.js'
import { compileJsonata } from '../../message/jsonata.js'
import type { Message } from '../../message/message.js'
import { parseProperty } from '../../message/property-expression.js'
import { compileTypedValue } from '../../message/typed-value.js'
import type { Operations } from './operation.js'

/** A JSONata expression that a function prepared; to the function it is a thing without properties. */
class PreparedExpression {
  constructor(readonly text: string) {}
}

/** What `RED.util` leaves to the host. */
export const helperOperations: Operations = {
  generateId: () => generateId(),
  propertyKeys: (_asking, expression: string) => parseProperty(expression),
  isDeepStrictEqual: (_asking, one: unknown, other: unknown) => isDeepStrictEqual(one, other),
  parseContextStore: (_asking, key: string) => {
    const [, store, rest] = /^#:\((\S+?)\)::(.*)$/s.exec(key) ?? []
    return store === undefined ? { key } : { store, key: rest }
  },
  evaluate: ({ node }, value: string, type: string, message: Message | undefined) => {
    const result = compileTypedValue(value, type, node).evaluate(message)
    if (!(result instanceof Promise)) return result
    // Its value can only be given to a callback; a rejection of it belongs to nobody.
    result.catch(() => {})
    throw new Error(`A value of type ${type} is given to a callback: evaluateNodeProperty(…, msg, callback).`)
  },
  evaluateLater: (asking, ticket: number, value: string, type: string, message: Message | undefined) => {
    const { node } = asking
    asking.answerWith(
      ticket,
      Promise.resolve().then(() => compileTypedValue(value, type, node).evaluate(message)),
    )
  },
  prepareJsonata: ({ node }, text: string) => {
    compileJsonata(text, node)
    return new PreparedExpression(text)
  },
  jsonataLater: (asking, ticket: number, expression: unknown, message: Message | undefined) => {
    if (!(expression instanceof PreparedExpression)) throw new Error('The expression was not prepared.')
    asking.answerWith(ticket, compileJsonata(expression.text, asking.node).evaluate(message))
  },
  encodeObject: (_asking, message: { msg?: unknown; format?: string }) => encodeObject(message),
}

/** As the debug panel shows values: `{msg: text, format: type}`. */
function encodeObject(message: { msg?: unknown; format?: string }): object {
  const { msg } = message
  if (msg instanceof Error)
    return { ...message, format: 'error', msg: JSON.stringify({ name: msg.name, message: msg.message }) }
  if (Buffer.isBuffer(msg)) return { ...message, format: `buffer[${msg.length}]`, msg: msg.toString('hex') }
  if (Array.isArray(msg)) return { ...message, format: `array[${msg.length}]`, msg: JSON.stringify(msg) }
  if (typeof msg === 'object' && msg !== null)
    return { ...message, format: 'Object', msg: JSON.stringify(msg) }
  if (typeof msg === 'string') return { ...message, format: `string[${msg.length}]`, msg }
  return { ...message, format: typeof msg, msg: String(msg) }
}
