import { MillraceError } from '../errors.js'
import type { OutputSend, Send } from './message.js'

/** Lets a `send` reach outputs by number and by name. `names` is asked at each call by name. */
export function addOutputs(send: Send, names: () => readonly string[]): OutputSend {
  const to: OutputSend['to'] = (output, messages, clone) => {
    const index = typeof output === 'number' ? output : names().indexOf(output)
    if (!Number.isInteger(index) || index < 0) throw noSuchOutput(output, names())
    const outputs: Array<typeof messages> = []
    outputs[index] = messages
    send(outputs, clone)
  }
  return Object.assign(send, { to })
}

function noSuchOutput(output: string | number, names: readonly string[]): MillraceError {
  const known = names.length === 0 ? 'This node type names none' : `There are ${names.join(', ')}`
  return new MillraceError('BAD_ARGUMENT', `There is no output ${JSON.stringify(output)}. ${known}.`)
}

/** The names that a node type gives its outputs, from the first; none where it only says how many there are. */
export function outputNames({ outputs }: { readonly outputs?: unknown }): readonly string[] {
  return Array.isArray(outputs) ? outputs : []
}
