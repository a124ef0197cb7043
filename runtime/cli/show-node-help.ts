import type { NodeHelp } from '../node-help.js'
import type { Paint } from './colours.js'
import { layOutFlow } from './lay-out-flow.js'
import { wrapText } from './wrap-text.js'

/** The sections of a page about what a node type reads, sets and sends; only those that the type says something of. */
export function showMessageHelp({ reads, sets, outputs }: NodeHelp, paint: Paint): string[] {
  return [
    ...showProperties('Reads of the message', reads, paint),
    ...showProperties('Sets in the message', sets, paint),
    ...showOutputs(outputs, paint),
  ]
}

export function showExample({ example }: NodeHelp, paint: Paint): string[] {
  if (example === undefined || example.length === 0) return []
  return [`${paint('bold', 'Example, as a flow file')}\n${layOutFlow(example)}`]
}

function showProperties(title: string, properties: NodeHelp['reads'], paint: Paint): string[] {
  const entries = Object.entries(properties ?? {})
  if (entries.length === 0) return []
  const lines = entries.map(
    ([name, meaning]) => `  ${paint('cyan', `msg.${name}`)}\n${wrapText(meaning, '      ')}`,
  )
  return [`${paint('bold', title)}\n${lines.join('\n')}`]
}

function showOutputs(outputs: NodeHelp['outputs'], paint: Paint): string[] {
  if (outputs === undefined || outputs.length === 0) return []
  const title = paint('bold', 'Sends')
  if (typeof outputs === 'string') return [`${title}\n${wrapText(outputs, '  ')}`]
  const isOnly = outputs.length === 1
  const lines = outputs.map((words, index) =>
    isOnly ? wrapText(words, '  ') : wrapText(words, `  ${paint('cyan', String(index + 1))}  `, '     '),
  )
  return [`${title}\n${lines.join('\n')}`]
}
