import { siblingFields } from '../fields/sibling-fields.js'
import type { ConfigIssue } from './check-config.js'
import { findNearestName } from './nearest-name.js'
import type { SchemaNode } from './schema-node.js'

/** What the editor and the admin API keep with each node, beside its configuration. */
const editorOnly = new Set(
  (
    'id type z g d l x y w h wires name info icon inputs outputs inputLabels outputLabels env credentials ' +
    'showLabel users subflow changed dirty valid _alias _users _flow _type _mcu'
  ).split(' '),
)

export function isEditorOnly(field: string): boolean {
  return editorOnly.has(field)
}

/** Takes away the fields that the node type does not know, each with a warning. */
export function reportUnknownFields(
  fields: Record<string, unknown>,
  { properties = {}, additionalProperties, patternProperties }: SchemaNode,
  credentials: Readonly<Record<string, unknown>>,
  issues: ConfigIssue[],
): Record<string, unknown> {
  if (additionalProperties || patternProperties) return fields
  const siblings = siblingFields(properties)
  const known = Object.entries(fields).filter(([field]) => {
    if (Object.hasOwn(properties, field) || siblings.has(field)) return true
    issues.push(describeUnknownField(field, properties, credentials))
    return false
  })
  return Object.fromEntries(known)
}

function describeUnknownField(
  field: string,
  properties: object,
  credentials: Readonly<Record<string, unknown>>,
): ConfigIssue {
  const told = { code: 'UNKNOWN_FIELD', severity: 'warning', property: field } as const
  if (Object.hasOwn(credentials, field)) {
    const message = `"${field}" is a secret, and is ignored in the configuration.`
    return { ...told, message, remedy: 'Give it with --credentials, or as "credentials" of the node.' }
  }
  const nearest = findNearestName(field, Object.keys(properties))
  const remedy = nearest ? `Did you mean "${nearest}"?` : 'Remove it if it is not needed.'
  return { ...told, message: `The node type has no field "${field}"; it is ignored.`, remedy }
}
