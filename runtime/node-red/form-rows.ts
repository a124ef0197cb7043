import type { AnyNodeType } from '../define-node.js'
import { type EditorField, editorFields, labelOf } from './editor-field.js'
import { escapeHtml } from './html-text.js'

/** How the ids of inputs begin: the editor finds those of config nodes by another word. */
export function idPrefix({ isConfig }: AnyNodeType): string {
  return isConfig ? 'node-config-input' : 'node-input'
}

/** The rows of a node type's form: name, fields, secrets. */
export function formRows(type: AnyNodeType): string {
  const prefix = idPrefix(type)
  const rows = [
    formRow(`${prefix}-name`, 'Name', 'Name of the node.', `<input type="text" id="${prefix}-name">`, 'tag'),
    ...editorFields(type).map((field) => {
      const { name, schema } = field
      return formRow(`${prefix}-${name}`, labelOf(name, schema), schema.description, inputOf(field, prefix))
    }),
    ...Object.entries(type.credentials ?? {}).map(([name, { type: kind, description }]) => {
      const id = `${prefix}-${name}`
      const input = `<input type="${kind}" id="${escapeHtml(id)}" autocomplete="off">`
      return formRow(id, labelOf(name, {}), description, input, kind === 'password' ? 'lock' : 'user')
    }),
  ]
  return rows.join('\n')
}

function formRow(id: string, label: string, description = '', input: string, icon?: string): string {
  const sign = icon === undefined ? '' : `<i class="fa fa-${icon}"></i> `
  return `  <div class="form-row" title="${escapeHtml(description)}">
    <label for="${escapeHtml(id)}">${sign}${escapeHtml(label)}</label>
    ${input}
  </div>`
}

function inputOf({ name, kind, schema, typeField }: EditorField, prefix: string): string {
  const id = escapeHtml(`${prefix}-${name}`)
  const type =
    typeField === undefined ? '' : `<input type="hidden" id="${escapeHtml(`${prefix}-${typeField}`)}">`
  if (kind === 'checkbox') return `<input type="checkbox" id="${id}" style="width: auto;">`
  if (kind === 'number') return `<input type="number" id="${id}"${limitsOf(schema)}>`
  if (kind === 'choice') return `<select id="${id}">${optionsOf(schema.enum ?? [])}</select>`
  if (kind === 'lines') return `<textarea id="${id}" rows="6" style="width: 70%;"></textarea>`
  // The editor would save what is in an input of the field's own id as text.
  if (kind === 'json') return `<input type="text" id="${id}-json" style="width: 70%;">`
  if (kind === 'typed value' || kind === 'property') {
    return `<input type="text" id="${id}" style="width: 70%;">${type}`
  }
  return `<input type="text" id="${id}">`
}

function limitsOf({ type, minimum, maximum }: EditorField['schema']): string {
  const limits = { min: minimum, max: maximum, step: type === 'integer' ? 1 : 'any' }
  return Object.entries(limits)
    .filter(([, limit]) => limit !== undefined)
    .map(([attribute, limit]) => ` ${attribute}="${limit}"`)
    .join('')
}

function optionsOf(choices: readonly unknown[]): string {
  const options = choices.map((choice) => {
    const text = escapeHtml(String(choice))
    return `<option value="${text}">${text === '' ? '&nbsp;' : text}</option>`
  })
  return options.join('')
}
