import type { RunningNode } from '../../runtime/define-node.js'
import type { Message } from '../../runtime/message/message.js'
import { compileTypedValue } from '../../runtime/message/typed-value.js'

/** What a trigger node sends, first or later. */
export interface TriggerValue {
  /** `nothing`: no message. `latest`: the latest message as it is. */
  readonly kind: 'nothing' | 'value' | 'latest'
  /** As the editor saves it. */
  readonly type: string
  /** The payload for a message, or a promise of it. */
  read(message: Message): unknown
}

/** Compiles `op1` or `op2`. The library for templates is loaded only where one is written. */
export async function compileTriggerValue(
  value: string,
  type: string,
  node: RunningNode,
): Promise<TriggerValue> {
  const read = await compileRead(value, type, node)
  if (type === 'nul') return { kind: 'nothing', type, read }
  return { kind: type === 'payl' ? 'latest' : 'value', type, read }
}

async function compileRead(value: string, type: string, node: RunningNode): Promise<TriggerValue['read']> {
  if (type === 'nul') return () => undefined
  if (type === 'pay' || type === 'payl') return ({ payload }) => payload
  if (type === 'null') return () => null
  if (type === 'str' && value.includes('{{')) {
    const { default: mustache } = await import('mustache')
    return (message) => mustache.render(value, message)
  }
  return compileTypedValue(formatOf(value, type), type, node).evaluate
}

/** The format of a date, or any other value; the default values are no formats. */
export function formatOf(value: string, type: string): string {
  return type === 'date' && (value === '0' || value === '1') ? '' : value
}

/** Before there were types, a text said what it was. */
export function upgradeTriggerValue(value: unknown, type: unknown): unknown {
  if (type !== 'val') return type
  if (value === 'true' || value === 'false') return 'bool'
  return value === 'null' ? 'null' : 'str'
}
