import { compilePlace, type MessagePlace, type Place } from '../message/place.js'
import type { ValueScope } from '../message/value-scope.js'
import { type FieldFault, fieldKind, type KindOfField } from './field-kind.js'
import { describeWrongType, readPair, typeFieldOf } from './pair.js'

type PlaceType = Place['type']

/** A property expression that a user writes; made by {@link property}. */
export interface PropertyField<Type extends PlaceType = PlaceType, Optional extends boolean = boolean> {
  readonly description: string
  readonly default: { readonly type: Type; readonly expression: string }
  readonly propertyExpression: {
    readonly of: readonly Type[]
    readonly typeField?: string
    readonly mayBeEmpty: Optional
  }
  readonly [fieldKind]: KindOfField
}

interface Options {
  description: string
  /**
   * The field that `flow`, `global` or `msg` is saved in; the field's own name with `Type` after it where not given.
   * None where there is one place only.
   */
  typeField?: string
}

/**
 * A field that names a property: `payload.list[0]["a name"]`, of the message alone or, with `of`, of flow and global
 * context too, whose expressions may name a store (`#:(file)::count`).
 *
 * ```ts
 * properties: { target: property({ of: ['msg', 'flow'], default: 'payload', description: 'Where the result goes.' }) }
 * create({ target }) { return { async input(message, send) { await target.set(message, 1); send(message) } } }
 * ```
 *
 * `create` gets it compiled, with `get`, `set` and `delete`; `check` and the like get `{ type, expression }`. An
 * expression that cannot be parsed is found by `millrace check`. With `mayBeEmpty` an empty one is `undefined`.
 */
export function property<const Type extends PlaceType = 'msg', const Optional extends boolean = false>(
  options: Options & {
    /** Where the property may be, the first being the editor's first. Default: of the message. */
    of?: readonly Type[]
    /** The expression where the flow has none, in the first of `of`; or with its place. */
    default?: string | { readonly type: NoInfer<Type>; readonly expression: string }
    /** An empty expression is allowed, and `create` gets `undefined`. */
    mayBeEmpty?: Optional
  },
): PropertyField<NoInfer<Type>, NoInfer<Optional>> {
  const { description, typeField, of = ['msg'] as readonly string[] as readonly Type[] } = options
  const given = options.default ?? ''
  const mayBeEmpty = (options.mayBeEmpty ?? false) as Optional
  const fallback = typeof given === 'string' ? { type: of[0] as Type, expression: given } : given
  return {
    description,
    default: fallback,
    propertyExpression: { of, ...(typeField === undefined ? {} : { typeField }), mayBeEmpty },
    [fieldKind]: new PropertyKind(of, fallback, mayBeEmpty, typeField),
  }
}

/** A property as it is saved. */
interface SavedProperty {
  readonly type: PlaceType
  readonly expression: string
}

class PropertyKind implements KindOfField {
  constructor(
    private readonly places: readonly PlaceType[],
    private readonly fallback: SavedProperty,
    private readonly mayBeEmpty: boolean,
    private readonly typeField: string | undefined,
  ) {}

  /** With one place only, no type is saved unless the node type says where. */
  siblings(name: string): string[] {
    const hasType = this.places.length > 1 || this.typeField !== undefined
    return hasType ? [typeFieldOf(name, this.typeField)] : []
  }

  settle(name: string, saved: Readonly<Record<string, unknown>>): { type: unknown; expression: string } {
    const { type, expression: content } = this.fallback
    const [typeField = ''] = this.siblings(name)
    const pair = readPair(saved, name, typeField, { type, content })
    const isUnset = pair.content === '' && !this.mayBeEmpty && pair.type === type
    return { type: pair.type, expression: String(isUnset ? content : pair.content) }
  }

  check(name: string, settled: unknown): FieldFault[] {
    const { type, expression } = settled as SavedProperty
    if (!this.places.includes(type)) {
      const field = typeFieldOf(name, this.typeField)
      return [{ field, isUnset: false, message: describeWrongType(field, type, this.places) }]
    }
    if (expression === '') return this.mayBeEmpty ? [] : [{ field: name, isUnset: true, message: '' }]
    try {
      compilePlace(expression, type, nowhere)
      return []
    } catch (error) {
      return [{ field: name, isUnset: false, message: `"${name}": ${(error as Error).message}` }]
    }
  }

  bind(settled: unknown, scope: ValueScope): Place | undefined {
    const { type, expression } = settled as SavedProperty
    return expression === '' ? undefined : compilePlace(expression, type, scope)
  }
}

const nowhere: ValueScope = { id: '', env: () => undefined }

/** A property that is ready. Those of the message alone never give promises. */
export type PropertyOf<Type extends PlaceType> = [Type] extends ['msg'] ? MessagePlace : Place
