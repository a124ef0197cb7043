import type { fieldKind, KindOfField } from '../fields/field-kind.js'

/** JSON Schema as the loader walks it, with the words that Millrace adds (see `ConfigSchema`). */
export interface SchemaNode {
  type?: string | readonly string[]
  properties?: Readonly<Record<string, SchemaNode>>
  additionalProperties?: boolean | SchemaNode
  patternProperties?: Readonly<Record<string, SchemaNode>>
  items?: SchemaNode | readonly SchemaNode[]
  anyOf?: readonly SchemaNode[]
  oneOf?: readonly SchemaNode[]
  allOf?: readonly SchemaNode[]
  enum?: readonly unknown[]
  const?: unknown
  default?: unknown
  minLength?: number
  description?: string
  configNode?: string
  needed?: boolean
  errorIfEmpty?: boolean
  [fieldKind]?: KindOfField
}

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'object' | 'array'

/** The types that a schema allows; none where it does not say. */
export function typesOf({ type }: SchemaNode): readonly JsonType[] {
  if (type === undefined) return []
  return (typeof type === 'string' ? [type] : type) as readonly JsonType[]
}

/** The values that a schema lists; `undefined` where it lists none. */
export function choicesOf(schema: SchemaNode): readonly unknown[] | undefined {
  return schema.const !== undefined ? [schema.const] : schema.enum
}

export function isOfType(value: unknown, type: JsonType): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

/** The schema of an element of a list. */
export function itemSchema({ items }: SchemaNode, index: number): SchemaNode | undefined {
  return Array.isArray(items) ? items[index] : (items as SchemaNode | undefined)
}

/** The schema at a path of property names and list indexes, where it can be told without the value. */
export function schemaAt(schema: SchemaNode, keys: readonly string[]): SchemaNode | undefined {
  let found: SchemaNode | undefined = schema
  for (const key of keys) {
    const properties: SchemaNode['properties'] = found?.properties
    if (properties && Object.hasOwn(properties, key)) found = properties[key]
    else found = found && /^\d+$/.test(key) ? itemSchema(found, Number(key)) : undefined
  }
  return found
}
