import type { RunningNode } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import type { TypedValue } from '../../runtime/message/typed-value.js'
import { compileMatch, Pending, readTyped, type SwitchRule } from './switch-rule.js'
import type { Routed } from './switch-sequences.js'

export interface RouterConfig {
  /** Of type `none` where nothing is looked at. */
  readonly property: TypedValue & { readonly type: string }
  readonly rules: readonly SwitchRule[]
  /** Look at all rules, not only up to the first that matches. */
  readonly checkall: boolean
}

/** The outputs that a message goes to; a promise only where a value is not there at once. */
export type Route = (message: Message) => Routed | Promise<Routed>

/** A message on its way through the rules. */
interface Passage {
  readonly message: Message
  readonly value: unknown
  readonly route: Array<Message | null>
  /** No rule has matched since the last `else`. */
  isUnmatched: boolean
}

/** Messages are to be routed one after the other: a rule may compare with the value of the message before. */
export function createRouter({ property, rules, checkall }: RouterConfig, node: RunningNode): Route {
  const read = property.type === 'none' ? () => undefined : readTyped(property)
  const matches = rules.map((rule) => compileMatch(rule, node))
  let previous: unknown = null

  const pass = (passage: Passage): Routed | Promise<Routed> => {
    const { route, value, message } = passage
    while (route.length < matches.length) {
      const match = matches[route.length]
      const matched = match === undefined ? passage.isUnmatched : match(value, message, previous)
      if (typeof matched !== 'boolean') {
        return matched.then((settled) => (record(passage, settled) ? pass(passage) : finish(passage)))
      }
      if (match === undefined) passage.isUnmatched = true
      if (!record(passage, matched)) break
    }
    return finish(passage)
  }

  /** Whether to go on with the next rule. */
  const record = (passage: Passage, matched: boolean): boolean => {
    passage.route.push(matched ? passage.message : null)
    if (matched) passage.isUnmatched = false
    return checkall || !matched
  }

  const finish = ({ route, value }: Passage): Routed => {
    previous = value
    return route
  }

  return (message) => {
    const value = read(message, previous)
    const begin = (ready: unknown) => pass({ message, value: ready, route: [], isUnmatched: true })
    return value instanceof Pending ? value.promise.then(begin) : begin(value)
  }
}
