import type { AnyNodeType } from '../define-node.js'
import { type EditorField, editorFields } from './editor-field.js'
import { scriptValue } from './html-text.js'

/** The `defaults` of a node type as the editor wants them, in JavaScript: what is saved, and when it is valid. */
export function editorDefaults(type: AnyNodeType): string {
  const fields = editorFields(type)
  const isConfig = type.isConfig ?? false
  const entries = [`name: { value: '' }`, ...fields.flatMap((field) => defaultsOf(field, isConfig))]
  const countsOutputs = typeof type.outputs === 'function' && !fields.some(({ name }) => name === 'outputs')
  if (countsOutputs) entries.push(`outputs: { value: ${initialOutputs(type)} }`)
  return `{\n      ${entries.join(',\n      ')},\n    }`
}

/** How many outputs a node has that was just put on the canvas. */
export function initialOutputs({ outputs = 0, config }: AnyNodeType): number {
  if (typeof outputs === 'number') return outputs
  if (typeof outputs !== 'function') return outputs.length
  const defaults = Object.entries(config.properties as Readonly<Record<string, { default?: unknown }>>)
  try {
    const count = outputs(Object.fromEntries(defaults.map(([name, schema]) => [name, schema.default])))
    return Number.isInteger(count) ? count : 1
  } catch {
    return 1
  }
}

function defaultsOf(field: EditorField, isConfig: boolean): string[] {
  const { name, kind, schema, typeField, isRequired } = field
  const key = scriptValue(name)
  const required = isRequired ? ', required: true' : ''
  if (kind === 'config node') {
    return [`${key}: { value: '', type: ${scriptValue(schema.configNode)}, required: ${isRequired} }`]
  }
  if (kind === 'typed value' || kind === 'property') {
    const pair = schema.default as { type: string; value?: unknown; expression?: unknown }
    const validator = `, validate: RED.validators.typedInput(${scriptValue(typedInputOf(field, isConfig))})`
    const value = `${key}: { value: ${scriptValue(pair.value ?? pair.expression)}${required}${validator} }`
    return typeField === undefined
      ? [value]
      : [value, `${scriptValue(typeField)}: { value: ${scriptValue(pair.type)} }`]
  }
  const value = schema.default === undefined ? emptyOf(kind) : schema.default
  return [`${key}: { value: ${scriptValue(value)}${required}${validatorOf(field)} }`]
}

/** How the editor checks a value with its type. */
function typedInputOf({ schema, typeField }: EditorField, isConfig: boolean): object {
  const { propertyExpression } = schema
  const type = typeField === undefined ? { type: propertyExpression?.of[0] } : { typeField, isConfig }
  return { ...type, allowBlank: propertyExpression?.mayBeEmpty ?? false, allowUndefined: true }
}

function emptyOf(kind: EditorField['kind']): unknown {
  if (kind === 'json') return null
  return kind === 'checkbox' ? false : ''
}

/** A variable is known only where the flow runs, and an empty field means the default. */
function validatorOf({ kind, schema, isRequired }: EditorField): string {
  const { type, minimum, maximum, pattern } = schema
  const rules: string[] = []
  if (kind === 'number') {
    rules.push('isFinite(text)')
    if (type === 'integer') rules.push('Number(text) % 1 === 0')
    if (minimum !== undefined) rules.push(`Number(text) >= ${minimum}`)
    if (maximum !== undefined) rules.push(`Number(text) <= ${maximum}`)
  }
  if (pattern !== undefined && kind === 'text') rules.push(`new RegExp(${scriptValue(pattern)}).test(text)`)
  if (rules.length === 0) return ''
  const empty = isRequired ? 'false' : 'true'
  return `, validate(value) { const text = String(value ?? '').trim(); return text === '' ? ${empty} : /^\\$[{(].+[)}]$/.test(text) || (${rules.join(' && ')}) }`
}
