import type { AnyNodeType } from '../define-node.js'
import { outputNames } from '../message/named-outputs.js'
import { editorDefaults, initialOutputs } from './editor-defaults.js'
import { formRows } from './form-rows.js'
import { outputCounter, prepareForm, saveForm } from './form-script.js'
import { helpHtml } from './help-html.js'
import { escapeHtml, scriptValue } from './html-text.js'

/**
 * The `.html` file that Node-RED's editor wants beside a module of node types: for each type its defaults, ports and
 * look, its form and its help, all from the schema and its descriptions.
 */
export function editorHtml(types: AnyNodeType | readonly AnyNodeType[]): string {
  const notice = '<!-- Written by "millrace node-html" from the node types: change those, not this. -->'
  return `${[notice, ...[types].flat().map((type) => typeHtml(type as AnyNodeType))].join('\n\n')}\n`
}

function typeHtml(type: AnyNodeType): string {
  const name = escapeHtml(type.type)
  return `<script type="text/javascript">
${registration(type)}
</script>

<script type="text/html" data-template-name="${name}">
${formRows(type)}
</script>

<script type="text/html" data-help-name="${name}">
${helpHtml(type)}
</script>`
}

function registration(type: AnyNodeType): string {
  const counter = outputCounter(type)
  const members = [
    `category: ${scriptValue(type.isConfig ? 'config' : (type.category ?? 'function'))}`,
    `defaults: ${editorDefaults(type)}`,
    ...credentialsOf(type),
    ...(type.isConfig ? [] : looks(type)),
    `label() { return this.name || ${scriptValue(type.editor?.label ?? type.type)} }`,
    ...(type.isConfig ? [] : [`labelStyle() { return this.name ? 'node_label_italic' : '' }`]),
    ...method('oneditprepare', prepareForm(type)),
    ...method('oneditsave', saveForm(type)),
  ]
  const registering = `  RED.nodes.registerType(${scriptValue(type.type)}, {\n    ${members.join(',\n    ')},\n  })`
  return counter === undefined
    ? registering
    : `(function () {\n  const count = ${counter}\n${registering}\n})()`
}

function credentialsOf({ credentials = {} }: AnyNodeType): string[] {
  const fields = Object.entries(credentials).map(([name, { type }]) => [name, { type }])
  return fields.length === 0 ? [] : [`credentials: ${scriptValue(Object.fromEntries(fields))}`]
}

function looks(type: AnyNodeType): string[] {
  const { color = '#A6BBCF', icon = 'font-awesome/fa-cube', label, align } = type.editor ?? {}
  const names = outputNames(type)
  return [
    `color: ${scriptValue(color)}`,
    `icon: ${scriptValue(icon)}`,
    `inputs: ${(type.hasInput ?? true) ? 1 : 0}`,
    `outputs: ${initialOutputs(type)}`,
    ...(names.length === 0 ? [] : [`outputLabels: ${scriptValue(names)}`]),
    ...(label === undefined ? [] : [`paletteLabel: ${scriptValue(label)}`]),
    ...(align === undefined ? [] : [`align: ${scriptValue(align)}`]),
  ]
}

function method(name: string, statements: readonly string[]): string[] {
  if (statements.length === 0) return []
  return [`${name}() {\n      ${statements.join('\n      ')}\n    }`]
}
