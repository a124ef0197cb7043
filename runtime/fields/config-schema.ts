import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import type { Place } from '../message/place.js'
import type { ConfigNodeField } from './config-node.js'
import type { PropertyField, PropertyOf } from './property.js'
import type { TypedValueField, TypedValueOf } from './typed-value.js'

/**
 * The schema of a node's configuration: JSON Schema (draft 7) of type object, each property with a `description`
 * (units in it) and, unless it is required, a `default`. Beside JSON Schema's own words there are:
 *
 * - fields made by {@link configNode}, {@link typedValue} and {@link property}; the last two also in lists and objects.
 * - `errorIfEmpty: true`: an empty text is a missing field (an empty text is otherwise 'not set').
 */
export interface ConfigSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required?: readonly string[]
}

export type PropertySchema = JSONSchema | FieldKind

/** Fields of which `create` gets more than what was saved. */
export type FieldKind = ConfigNodeField | TypedValueField | PropertyField

/** Whether a schema is one of these fields, or has some in it. */
type HasKinds<Schema> = Schema extends FieldKind
  ? true
  : Schema extends { readonly properties: infer Properties }
    ? true extends { [Key in keyof Properties]: HasKinds<Properties[Key]> }[keyof Properties]
      ? true
      : false
    : Schema extends { readonly items: infer Item }
      ? HasKinds<Item>
      : false

type KindKeys<Properties> = {
  [Key in keyof Properties]: HasKinds<Properties[Key]> extends true ? Key : never
}[keyof Properties]

/** The fields of a kind as `create` gets them. */
type Bound<Schema> =
  Schema extends ConfigNodeField<infer Made, infer Needed>
    ? Needed extends true
      ? Made
      : Made | undefined
    : Schema extends TypedValueField<infer Type>
      ? TypedValueOf<Type>
      : Schema extends PropertyField<infer Type, infer Optional>
        ? PropertyOf<Type> | (Optional extends true ? undefined : never)
        : Schema extends { readonly items: infer Item }
          ? ReadonlyArray<Bound<Item>>
          : Schema extends { readonly properties: infer Properties }
            ? Plain<Schema, KindKeys<Properties>> & {
                readonly [Key in KindKeys<Properties>]: Bound<Properties[Key]>
              }
            : never

/** The same as `check` and the like get them: as saved, complete. */
type Saved<Schema> = Schema extends ConfigNodeField
  ? string
  : Schema extends TypedValueField<infer Type>
    ? { readonly type: Type; readonly value: unknown }
    : Schema extends PropertyField<infer Type>
      ? { readonly type: Type & Place['type']; readonly expression: string }
      : Schema extends { readonly items: infer Item }
        ? ReadonlyArray<Saved<Item>>
        : Schema extends { readonly properties: infer Properties }
          ? Plain<Schema, KindKeys<Properties>> & {
              readonly [Key in KindKeys<Properties>]: Saved<Properties[Key]>
            }
          : never

/** The fields that are nothing but JSON Schema. */
type Plain<Schema, Kinds extends PropertyKey> = Omit<
  FromSchema<Extract<Schema, JSONSchema> & { readonly additionalProperties: false }>,
  Kinds
>

/**
 * The TypeScript type of a node's configuration as `create` gets it, from its schema. Fields with a default are
 * always there.
 */
export type ConfigOf<Schema extends ConfigSchema> = ConfigSchema extends Schema
  ? Readonly<Record<string, unknown>>
  : Plain<Schema, KindKeys<Schema['properties']>> & {
      readonly [Key in KindKeys<Schema['properties']>]: Bound<Schema['properties'][Key]>
    }

/**
 * The configuration as `check`, `outputs`, `routes` and the like get it, before anything runs: of a config node its
 * id, of a typed value `{ type, value }`, of a property `{ type, expression }`.
 */
export type SavedConfigOf<Schema extends ConfigSchema> = ConfigSchema extends Schema
  ? Readonly<Record<string, unknown>>
  : Plain<Schema, KindKeys<Schema['properties']>> & {
      readonly [Key in KindKeys<Schema['properties']>]: Saved<Schema['properties'][Key]>
    }
