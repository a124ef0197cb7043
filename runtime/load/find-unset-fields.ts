import { oncePerSchema } from '../fields/once-per-schema.js'
import type { ConfigIssue } from './check-config.js'
import { isOfType, itemSchema, type SchemaNode } from './schema-node.js'

/** Finds the fields that a schema marks with `errorIfEmpty` or `needed`, and that are not set. */
export function findUnsetFields(value: unknown, schema: SchemaNode, path = ''): ConfigIssue[] {
  if (!hasNeededFields(schema)) return []
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      findUnsetFields(item, itemSchema(schema, index) ?? {}, `${path}[${index}]`),
    )
  }
  if (!isOfType(value, 'object')) return []
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const own = (value as Record<string, unknown>)[key]
    const place = path ? `${path}.${key}` : key
    const isUnset = own === undefined || (typeof own === 'string' && own.trim() === '')
    if (isUnset && (property.errorIfEmpty || property.needed)) return [describeUnsetField(place, property)]
    return findUnsetFields(own, property, place)
  })
}

const hasNeededFields = oncePerSchema(({ properties = {}, items }: SchemaNode): boolean => {
  const parts = [...Object.values(properties), ...(Array.isArray(items) ? items : items ? [items] : [])]
  return parts.some((part) => part.errorIfEmpty || part.needed || hasNeededFields(part))
})

/** A field that has to be set and is not. */
export function describeUnsetField(place: string, schema: SchemaNode | undefined): ConfigIssue {
  const kind = schema?.configNode ? `Choose a ${schema.configNode} node` : 'Set it'
  const remedy = schema?.description ? `${kind}: ${schema.description}` : `${kind}.`
  return {
    code: 'MISSING_FIELD',
    severity: 'error',
    message: `"${place}" is not set.`,
    remedy,
    property: place,
  }
}
