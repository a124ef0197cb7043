import { isDeepStrictEqual } from 'node:util'
import { compareObjects } from '../../message/compare.js'
import { encodeObject } from '../../message/encode.js'
import { generateId } from '../../message/ids.js'
import { compileJsonata } from '../../message/jsonata.js'
import type { Message } from '../../message/message.js'
import { parseContextKey } from '../../message/place.js'
import { normalisePropertyExpression } from '../../message/property-access.js'
import { parseProperty } from '../../message/property-expression.js'
import { normaliseNodeTypeName } from '../../message/text-and-buffer.js'
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
  propertyText: (_asking, expression: string, message: Message | undefined) =>
    normalisePropertyExpression(expression, message, true),
  isDeepStrictEqual: (_asking, one: unknown, other: unknown) => isDeepStrictEqual(one, other),
  compareObjects: (_asking, one: unknown, other: unknown) => compareObjects(one, other),
  normaliseNodeTypeName: (_asking, name: string) => normaliseNodeTypeName(name),
  parseContextStore: (_asking, key: string) => parseContextKey(key),
  evaluate: ({ node }, value: string, type: string, message: Message | undefined) => {
    const result = compileTypedValue(value, type, node).evaluate(message)
    if (!(result instanceof Promise)) return result
    // Its value can only be given to a callback; a rejection of it belongs to nobody.
    result.catch(() => {})
    throw new Error(`A value of type ${type} is given to a callback: evaluateNodeProperty(…, msg, callback).`)
  },
  evaluateLater: (asking, ticket: number, value: string, type: string, message: Message | undefined) => {
    const { node } = asking
    void asking.answers.giveLater(
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
    void asking.answers.giveLater(ticket, compileJsonata(expression.text, asking.node).evaluate(message))
  },
  encodeObject: (_asking, message: { msg?: unknown }) => encodeObject(message),
}
