import type { AnyNodeType } from '../define-node.js'
import { type EditorField, editorFields } from './editor-field.js'
import { idPrefix } from './form-rows.js'
import { scriptValue } from './html-text.js'

/** What the form does when it opens: inputs with types, and lists as JSON. */
export function prepareForm(type: AnyNodeType): string[] {
  const prefix = idPrefix(type)
  return editorFields(type).flatMap((field) => prepareField(field, prefix))
}

function prepareField(field: EditorField, prefix: string): string[] {
  const { name, kind, schema, typeField } = field
  if (kind === 'json') {
    const input = jquery(`${prefix}-${name}-json`)
    return [
      `${input}.typedInput({ default: 'json', types: ['json'] }).typedInput('value', JSON.stringify(this[${scriptValue(name)}] ?? null))`,
    ]
  }
  if (kind !== 'typed value' && kind !== 'property') return []
  const types = schema.typedValue?.types.map(typeOption) ?? schema.propertyExpression?.of ?? []
  const { type } = schema.default as { type: string }
  const saved = typeField === undefined ? '' : `, typeField: ${jquery(`${prefix}-${typeField}`)}`
  return [
    `${jquery(`${prefix}-${name}`)}.typedInput({ default: ${scriptValue(type)}, types: ${scriptValue(types)}${saved} })`,
  ]
}

/** A type of the node type's own has to say what it is called. */
function typeOption(
  choice: string | { type: string; label?: string; hasValue?: boolean },
): string | { value: string; label: string; hasValue: boolean } {
  if (typeof choice === 'string') return choice
  const { type, label = type, hasValue = true } = choice
  return { value: type, label, hasValue }
}

/** What the form does when it is saved: lists become values again, and outputs are counted. */
export function saveForm(type: AnyNodeType): string[] {
  const prefix = idPrefix(type)
  const lists = editorFields(type)
    .filter(({ kind }) => kind === 'json')
    .map(({ name }) => {
      const input = jquery(`${prefix}-${name}-json`)
      return `try { this[${scriptValue(name)}] = JSON.parse(${input}.typedInput('value')) } catch { /* as it was */ }`
    })
  return [...lists, ...countOutputs(type, prefix)]
}

/**
 * A function that counts outputs runs in the editor as well, with the configuration as far as the form knows it; a
 * type that has a field called outputs lets users set the number, as Node-RED's own do.
 */
function countOutputs(type: AnyNodeType, prefix: string): string[] {
  const fields = editorFields(type)
  if (typeof type.outputs !== 'function' || fields.some(({ name }) => name === 'outputs')) return []
  const values = fields.map(({ name, kind, schema, typeField }) => {
    const value = `${jquery(`${prefix}-${name}`)}.val()`
    const key = scriptValue(name)
    if (kind === 'checkbox') return `${key}: ${jquery(`${prefix}-${name}`)}.prop('checked')`
    if (kind === 'number' || isNumberChoice(schema.enum)) return `${key}: Number(${value})`
    if (kind === 'json') return `${key}: this[${key}]`
    if (kind !== 'typed value' && kind !== 'property') return `${key}: ${value}`
    const own = typeField === undefined ? `'msg'` : `${jquery(`${prefix}-${typeField}`)}.val()`
    return `${key}: { type: ${own}, ${kind === 'property' ? 'expression' : 'value'}: ${value} }`
  })
  return [`try { this.outputs = count({ ${values.join(', ')} }) } catch { /* as many as there were */ }`]
}

function isNumberChoice(choices: readonly unknown[] | undefined): boolean {
  return choices?.every((choice) => typeof choice === 'number') ?? false
}

/** The source of the function that counts outputs, as a value in a script. */
export function outputCounter({ outputs }: AnyNodeType): string | undefined {
  if (typeof outputs !== 'function') return undefined
  const source = outputs.toString().replaceAll('</', '<\\/')
  const isMethod = /^(async\s+)?outputs\s*\(/.test(source)
  return isMethod ? `({ ${source} }).outputs` : `(${source})`
}

/** Ids may hold what selectors of CSS do not. */
function jquery(id: string): string {
  return `$(document.getElementById(${scriptValue(id)}))`
}
