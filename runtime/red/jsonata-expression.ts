import { type PreparedJsonata, prepareJsonata, withPrototypes } from '../message/jsonata.js'
import type { ValueCallback } from './evaluate-node-property.js'
import { linkOf } from './node-link.js'
import type { RedNode } from './red-node.js'

type Expression = PreparedJsonata['expression']

/** An expression of the JSONata package, as packages get it, with what evaluating it needs to know. */
export type RedExpression = Expression & {
  readonly _legacyMode: boolean
  readonly _node: RedNode | undefined
}

type Evaluate = (input: unknown, bindings?: Record<string, unknown>) => Promise<unknown>

/** `RED.util.prepareJSONataExpression`. @throws MillraceError BAD_TYPED_VALUE */
export function prepareJsonataExpression(processEnv: Readonly<Record<string, unknown>>) {
  return (text: string, node?: RedNode): RedExpression => {
    const running = node && linkOf(node).running
    const { expression, ready, seesMessageByName } = prepareJsonata(
      text,
      running ?? { id: '', env: (name) => processEnv[name] },
    )
    const evaluate: Evaluate = expression.evaluate
    if (ready !== undefined) {
      Object.assign(expression, {
        evaluate: async (...parameters: Parameters<Evaluate>) => {
          await ready()
          return evaluate(...parameters)
        },
      })
    }
    return Object.assign(expression, { _legacyMode: seesMessageByName, _node: node })
  }
}

/** `RED.util.evaluateJSONataExpression`: hands the result to the callback; without one it gives a promise. */
export function evaluateJsonataExpression(
  expression: RedExpression,
  message: unknown,
  callback?: ValueCallback,
): Promise<unknown> | undefined {
  const input = expression._legacyMode ? { msg: message } : message
  const evaluated = (expression.evaluate as Evaluate)(input).then(withPrototypes)
  if (callback === undefined) return evaluated
  evaluated.then((value) => callback(null, value), callback)
  return undefined
}
