import type { AnyNodeType } from '../define-node.js'
import { typeFieldOf } from '../fields/pair.js'

/** The parts of a field's schema that the editor's form is made of. */
export interface FieldSchema {
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly contentMediaType?: string
  readonly errorIfEmpty?: boolean
  readonly configNode?: string
  readonly needed?: boolean
  readonly typedValue?: {
    readonly types: ReadonlyArray<string | { type: string; label?: string; hasValue?: boolean }>
    readonly typeField?: string
  }
  readonly propertyExpression?: {
    readonly of: readonly string[]
    readonly typeField?: string
    readonly mayBeEmpty: boolean
  }
}

/** A field of the editor's form, and how it is shown. */
export interface EditorField {
  readonly name: string
  readonly schema: FieldSchema
  readonly kind:
    | 'text'
    | 'lines'
    | 'number'
    | 'checkbox'
    | 'choice'
    | 'config node'
    | 'typed value'
    | 'property'
    | 'json'
  /** The field that its type is saved in, where it has one. */
  readonly typeField: string | undefined
  readonly isRequired: boolean
}

/** The fields of a node type's form, without its name, which has a place of its own. */
export function editorFields({ config }: AnyNodeType): EditorField[] {
  const { properties, required = [] } = config
  return Object.entries(properties as Readonly<Record<string, FieldSchema>>)
    .filter(([name]) => name !== 'name')
    .map(([name, schema]) => ({
      name,
      schema,
      kind: kindOfField(schema),
      typeField: findTypeField(name, schema),
      isRequired: required.includes(name) || schema.needed === true || schema.errorIfEmpty === true,
    }))
}

function kindOfField(schema: FieldSchema): EditorField['kind'] {
  const { type, configNode, typedValue, propertyExpression, contentMediaType } = schema
  if (configNode !== undefined) return 'config node'
  if (typedValue !== undefined) return 'typed value'
  if (propertyExpression !== undefined) return 'property'
  if (schema.enum !== undefined) return 'choice'
  if (type === 'boolean') return 'checkbox'
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'array' || type === 'object') return 'json'
  const hasLines = typeof schema.default === 'string' && schema.default.includes('\n')
  return hasLines || contentMediaType !== undefined ? 'lines' : 'text'
}

function findTypeField(name: string, { typedValue, propertyExpression }: FieldSchema): string | undefined {
  if (typedValue !== undefined) return typeFieldOf(name, typedValue.typeField)
  if (propertyExpression === undefined) return undefined
  const { of, typeField } = propertyExpression
  return of.length > 1 || typeField !== undefined ? typeFieldOf(name, typeField) : undefined
}

/** `maxDelayMs` is `Max delay ms`, unless the schema has a title. */
export function labelOf(name: string, { title }: FieldSchema): string {
  if (title !== undefined) return title
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
