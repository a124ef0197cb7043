import type { LoadedType } from '../palette/palette.js'
import type { Paint } from './colours.js'
import { showExample, showMessageHelp } from './show-node-help.js'
import { wrapText } from './wrap-text.js'

/** The parts of a field's schema that are shown. */
interface FieldSchema {
  type?: string | readonly string[]
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  minimum?: number
  maximum?: number
  configNode?: string
  needed?: boolean
  items?: FieldSchema & { properties?: Record<string, FieldSchema> }
  properties?: Record<string, FieldSchema>
}

/** A node type as data: what `millrace nodes --format json` gives. */
export function describeNodeType({ type, category, origin, source }: LoadedType): object {
  const { summary, isConfig = false, config, credentials = {}, help = {} } = type
  return {
    type: type.type,
    category,
    summary,
    isConfig,
    hasInput: hasInput(type),
    outputs: countOutputs(type) ?? 'by configuration',
    config,
    credentials,
    help,
    origin,
    source,
  }
}

/** A page about a node type that one can work from. */
export function showNodeType({ type, category, source }: LoadedType, paint: Paint): string {
  const { properties, required = [] } = type.config as {
    properties: Record<string, FieldSchema>
    required?: string[]
  }
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
  return `Has ${hasInput(type) ? 'an input' : 'no input'} and ${outputs === 0 ? 'no output' : counted}.`
}

function hasInput({ hasInput, isConfig }: LoadedType['type']): boolean {
  return hasInput ?? !isConfig
}

function countOutputs({ outputs = 0 }: LoadedType['type']): number | undefined {
  return typeof outputs === 'number' ? outputs : undefined
}

interface FieldOptions {
  isRequired: boolean
  indent: string
  paint: Paint
}

function showField(name: string, field: FieldSchema, { isRequired, indent, paint }: FieldOptions): string {
  const facts = [describeKind(field), ...describeLimits(field), describeDefault(field, isRequired)]
  const text = facts.filter((fact) => fact !== undefined).join(', ')
  const shown = wrapText(text, `${indent}${name}  `, `${indent}    `).replace(name, paint('cyan', name))
  const description = field.description ? [wrapText(field.description, `${indent}    `)] : []
  const inner = Object.entries(field.items?.properties ?? field.properties ?? {}).map(
    ([innerName, innerField]) => {
      return showField(innerName, innerField, { isRequired: false, indent: `${indent}    `, paint })
    },
  )
  return [shown, ...description, ...inner].join('\n')
}

function describeKind({ type, enum: choices, configNode, items }: FieldSchema): string {
  if (configNode !== undefined) return `id of a ${configNode} node`
  if (choices !== undefined) return `one of ${choices.map(showChoice).join(' ')}`
  const kinds = (Array.isArray(type) ? type : [type ?? 'any']).map((kind) =>
    kind === 'string' ? 'text' : kind,
  )
  const kind = kinds.join(' or ')
  return kind === 'array' && items !== undefined ? `list of ${describeKind(items)}` : kind
}

/** Quotes only where a text would not be seen as one. */
function showChoice(choice: unknown): string {
  return typeof choice === 'string' && /^[\w.-]+$/.test(choice) ? choice : JSON.stringify(choice)
}

function describeLimits({ minimum, maximum }: FieldSchema): string[] {
  if (minimum !== undefined && maximum !== undefined) return [`${minimum} to ${maximum}`]
  if (minimum !== undefined) return [`from ${minimum}`]
  return maximum === undefined ? [] : [`up to ${maximum}`]
}

function describeDefault(
  { default: value, needed, configNode }: FieldSchema,
  isRequired: boolean,
): string | undefined {
  if (isRequired || needed) return 'required'
  if (configNode !== undefined) return 'may be left out'
  return value === undefined ? undefined : `default ${JSON.stringify(value)}`
}
