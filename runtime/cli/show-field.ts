import { typeFieldOf } from '../fields/pair.js'
import type { Paint } from './colours.js'
import { wrapText } from './wrap-text.js'

/** The parts of a field's schema that are shown. */
export interface FieldSchema {
  type?: string | readonly string[]
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  minimum?: number
  maximum?: number
  configNode?: string
  needed?: boolean
  typedValue?: { types: ReadonlyArray<string | { type: string }>; typeField?: string }
  propertyExpression?: { of: readonly string[]; typeField?: string; mayBeEmpty: boolean }
  items?: FieldSchema & { properties?: Record<string, FieldSchema> }
  properties?: Record<string, FieldSchema>
}

export interface FieldOptions {
  isRequired: boolean
  indent: string
  paint: Paint
}

/** A field of a node type's configuration: its name, what it may be, its default and what it means. */
export function showField(
  name: string,
  field: FieldSchema,
  { isRequired, indent, paint }: FieldOptions,
): string {
  const facts = [describeKind(field, name), ...describeLimits(field), describeDefault(field, isRequired)]
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

function describeKind(field: FieldSchema, name: string): string {
  const { type, enum: choices, configNode, items, typedValue, propertyExpression } = field
  if (configNode !== undefined) return `id of a ${configNode} node`
  if (typedValue !== undefined) {
    const types = typedValue.types.map((choice) => (typeof choice === 'string' ? choice : choice.type))
    return `value with its type in ${typeFieldOf(name, typedValue.typeField)}: ${types.join(' ')}`
  }
  if (propertyExpression !== undefined) return describeProperty(propertyExpression, name)
  if (choices !== undefined) return `one of ${choices.map(showChoice).join(' ')}`
  const kinds = (Array.isArray(type) ? type : [type ?? 'any']).map((kind) =>
    kind === 'string' ? 'text' : kind,
  )
  const kind = kinds.join(' or ')
  return kind === 'array' && items !== undefined ? `list of ${describeKind(items, name)}` : kind
}

/** Quotes only where a text would not be seen as one. */
function showChoice(choice: unknown): string {
  return typeof choice === 'string' && /^[\w.-]+$/.test(choice) ? choice : JSON.stringify(choice)
}

function describeProperty(
  { of, typeField, mayBeEmpty }: NonNullable<FieldSchema['propertyExpression']>,
  name: string,
): string {
  const empty = mayBeEmpty ? ', may be empty' : ''
  const [only] = of
  if (of.length === 1 && typeField === undefined)
    return `property of ${placeNames[only ?? ''] ?? only}${empty}`
  return `property, with its place in ${typeFieldOf(name, typeField)}: ${of.join(' ')}${empty}`
}

const placeNames: Readonly<Record<string, string>> = {
  msg: 'the message',
  flow: 'flow context',
  global: 'global context',
}

function describeLimits({ minimum, maximum }: FieldSchema): string[] {
  if (minimum !== undefined && maximum !== undefined) return [`${minimum} to ${maximum}`]
  if (minimum !== undefined) return [`from ${minimum}`]
  return maximum === undefined ? [] : [`up to ${maximum}`]
}

function describeDefault(
  { default: value, needed, configNode, typedValue, propertyExpression }: FieldSchema,
  isRequired: boolean,
): string | undefined {
  if (isRequired || needed) return 'required'
  if (configNode !== undefined) return 'may be left out'
  if (typedValue !== undefined) return describePair((value as { value: unknown }).value, value)
  if (propertyExpression !== undefined)
    return describePair((value as { expression: unknown }).expression, value)
  return value === undefined ? undefined : `default ${JSON.stringify(value)}`
}

function describePair(content: unknown, pair: unknown): string | undefined {
  const { type } = pair as { type: string }
  return content === '' ? undefined : `default ${type} ${showChoice(content)}`
}
