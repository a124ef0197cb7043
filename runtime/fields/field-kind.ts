import type { ValueScope } from '../message/value-scope.js'
import { oncePerSchema } from './once-per-schema.js'

/**
 * What makes a field of a schema more than JSON Schema: the field carries it under {@link fieldKind}, so that no code
 * of a kind is loaded where no node type has such a field. The name is one for all copies of Millrace in a process.
 */
export interface KindOfField {
  /** The names of the other saved fields that belong to a field of this name. */
  siblings(name: string): readonly string[]
  /** Brings what was saved to one value, with its default. `saved` is the object that the field is in. */
  settle(name: string, saved: Readonly<Record<string, unknown>>): unknown
  /** What is wrong with a settled value. */
  check(name: string, settled: unknown): FieldFault[]
  /** What `create` gets for a settled value. */
  bind(settled: unknown, scope: ValueScope): unknown
}

export interface FieldFault {
  /** The saved field at fault: the field itself, or one of its siblings. */
  field: string
  /** Whether the field is empty and must not be. */
  isUnset: boolean
  message: string
}

export const fieldKind: unique symbol = Symbol.for('millrace.field-kind')

/** A schema that may carry a kind; the words that are walked through in search of such fields. */
interface SchemaPart {
  readonly [fieldKind]?: KindOfField
  readonly properties?: Readonly<Record<string, unknown>>
  readonly items?: unknown
}

export function kindOf(schema: unknown): KindOfField | undefined {
  return isPart(schema) ? schema[fieldKind] : undefined
}

/** A schema's parts that hold fields of a kind, or are such: what has to be walked through. */
function hasKinds(schema: unknown): boolean {
  return isPart(schema) && holdsKinds(schema)
}

const holdsKinds = oncePerSchema((schema: SchemaPart): boolean => {
  if (schema[fieldKind] !== undefined) return true
  return Object.values(schema.properties ?? {}).some(hasKinds) || hasKinds(schema.items)
})

/** Goes through the fields of a kind in a value, at any depth, and puts what `replace` gives in their places. */
export function mapKinds(
  value: unknown,
  schema: unknown,
  replace: (settled: unknown, kind: KindOfField, path: string, name: string) => unknown,
  path = '',
): unknown {
  if (!isPart(schema) || !hasKinds(schema)) return value
  if (Array.isArray(value)) {
    return value.map((item, index) => mapKinds(item, schema.items, replace, `${path}[${index}]`))
  }
  if (typeof value !== 'object' || value === null) return value
  const mapped: Record<string, unknown> = { ...value }
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(mapped, name)) continue
    const kind = kindOf(part)
    const place = path === '' ? '' : `${path}.`
    mapped[name] = kind
      ? replace(mapped[name], kind, place, name)
      : mapKinds(mapped[name], part, replace, `${place}${name}`)
  }
  return mapped
}

function isPart(schema: unknown): schema is SchemaPart {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema)
}
