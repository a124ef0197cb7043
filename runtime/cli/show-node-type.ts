import { outputNames } from '../message/named-outputs.js'
import type { LoadedType } from '../palette/palette.js'
import type { Paint } from './colours.js'
import { type FieldSchema, showField } from './show-field.js'
import { showExample, showMessageHelp } from './show-node-help.js'
import { wrapText } from './wrap-text.js'

/** A node type as data: what `millrace nodes --format json` gives. */
export function describeNodeType({ type, category, origin, source, package: holder }: LoadedType): object {
  const { summary, isConfig = false, config, credentials = {}, help = {} } = type
  return {
    type: type.type,
    category,
    summary,
    isConfig,
    hasInput: hasInput(type),
    outputs: countOutputs(type) ?? 'by configuration',
    outputNames: outputNames(type),
    config,
    credentials,
    help,
    origin,
    source,
    ...(holder === undefined ? {} : { package: { name: holder.name, version: holder.version } }),
  }
}

/** A page about a node type that one can work from. */
export function showNodeType({ type, category, source }: LoadedType, paint: Paint): string {
  const properties = type.config.properties as Record<string, FieldSchema>
  const { required = [] } = type.config
  const fields = Object.entries(properties).map(([name, field]) => {
    return showField(name, field, { isRequired: required.includes(name), indent: '  ', paint })
  })
  const secrets = Object.entries(type.credentials ?? {}).map(([name, { type: kind, description }]) => {
    return `  ${paint('cyan', name)}  ${kind}\n${wrapText(description, '      ')}`
  })
  const { help = {} } = type
  const sections = [
    `${paint('bold', type.type)} (${category})`,
    wrapText(type.summary),
    ...(help.details ? [wrapText(help.details)] : []),
    wrapText(describePorts(type)),
    ...showMessageHelp(help, paint),
    ...(fields.length > 0 ? [`${paint('bold', 'Fields')}\n${fields.join('\n')}`] : []),
    ...(secrets.length > 0
      ? [`${paint('bold', 'Secrets, from a credentials file')}\n${secrets.join('\n')}`]
      : []),
    ...showExample(help, paint),
    `From ${source}`,
  ]
  return `${sections.join('\n\n')}\n`
}

function describePorts(type: LoadedType['type']): string {
  if (type.isConfig) return 'A config node: other nodes refer to it by its id.'
  const outputs = countOutputs(type)
  const counted =
    outputs === undefined ? 'outputs by configuration' : outputs === 1 ? 'one output' : `${outputs} outputs`
  const names = outputNames(type)
  const named = names.length > 0 ? `: ${names.join(', ')}` : ''
  return `Has ${hasInput(type) ? 'an input' : 'no input'} and ${outputs === 0 ? 'no output' : counted}${named}.`
}

function hasInput({ hasInput, isConfig }: LoadedType['type']): boolean {
  return hasInput ?? !isConfig
}

function countOutputs({ outputs = 0 }: LoadedType['type']): number | undefined {
  if (typeof outputs === 'function') return undefined
  return typeof outputs === 'number' ? outputs : outputs.length
}
