import type { AnyNodeType } from '../define-node.js'
import { outputNames } from '../message/named-outputs.js'
import { editorFields, labelOf } from './editor-field.js'
import { escapeHtml } from './html-text.js'

/** The help of a node type in the editor's sidebar. */
export function helpHtml(type: AnyNodeType): string {
  const { summary, help = {}, credentials = {} } = type
  const fields = editorFields(type).map(({ name, schema }) => [
    labelOf(name, schema),
    schema.description ?? '',
  ])
  const secrets = Object.entries(credentials).map(([name, { description }]) => [
    labelOf(name, {}),
    description,
  ])
  const parts = [
    paragraph(summary),
    ...(help.details ?? '').split('\n').filter(Boolean).map(paragraph),
    ...section('Inputs', Object.entries(help.reads ?? {})),
    ...section('Outputs', Object.entries(help.sets ?? {})),
    ...ports(type),
    ...section('Properties', [...fields, ...secrets]),
  ]
  return parts.map((part) => `  ${part}`).join('\n')
}

const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`

function section(title: string, entries: ReadonlyArray<readonly string[]>): string[] {
  if (entries.length === 0) return []
  const list = entries.map(
    ([term = '', text = '']) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(text)}</dd>`,
  )
  return [`<h3>${title}</h3>`, `<dl class="message-properties">${list.join('')}</dl>`]
}

/** What leaves by each output, where there are several, or they have names. */
function ports(type: AnyNodeType): string[] {
  const names = outputNames(type)
  const texts = type.help?.outputs ?? []
  if (typeof texts === 'string') return [paragraph(texts)]
  const count = Math.max(names.length, texts.length)
  if (count === 0) return []
  const list = Array.from({ length: count }, (_, index) => {
    const name = names[index] ?? `Output ${index + 1}`
    return `<li>${escapeHtml(name)}<dl class="message-properties"><dd>${escapeHtml(texts[index] ?? '')}</dd></dl></li>`
  })
  return [`<ol class="node-ports">${list.join('')}</ol>`]
}
