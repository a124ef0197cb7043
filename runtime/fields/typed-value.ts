import type { Message } from '../message/message.js'
import { checkTypedValue, compileTypedValue } from '../message/typed-value.js'
import type { ValueScope } from '../message/value-scope.js'
import { type FieldFault, fieldKind, type KindOfField } from './field-kind.js'
import { describeWrongType, readPair, typeFieldOf } from './pair.js'

/** What a value can be, in the words of Node-RED's editor. */
export type ValueType =
  | 'msg'
  | 'flow'
  | 'global'
  | 'str'
  | 'num'
  | 'bool'
  | 'json'
  | 'bin'
  | 're'
  | 'date'
  | 'env'
  | 'jsonata'

/** A type of one node type's own: its value is the text as it was saved. */
export interface OwnValueType<Type extends string = string> {
  readonly type: Type
  /** What the editor calls it; its type where not given. */
  readonly label?: string
  /** False where there is nothing to write beside the type, as for `nothing`. Default: true. */
  readonly hasValue?: boolean
}

/** A value that a user writes together with its type; made by {@link typedValue}. */
export interface TypedValueField<Type extends string = string> {
  readonly description: string
  readonly default: { readonly type: Type; readonly value: unknown }
  readonly typedValue: {
    readonly types: ReadonlyArray<ValueType | OwnValueType>
    /** The field that the type is saved in; the field's own name with `Type` after it where not given. */
    readonly typeField?: string
    readonly [type]?: Type
  }
  readonly needed: boolean
  readonly [fieldKind]: KindOfField
}

declare const type: unique symbol

type TypeName<Choice> = Choice extends OwnValueType<infer Own> ? Own : Choice extends string ? Choice : never

/**
 * A field whose value is written with its type: the editor's pair of `payload` and `payloadType`.
 *
 * ```ts
 * properties: {
 *   payload: typedValue({
 *     types: ['msg', 'str', 'num', 'jsonata'],
 *     default: { type: 'msg', value: 'payload' },
 *     description: 'What to send.',
 *   }),
 * }
 * create({ payload }) { return { async input(message, send) { send({ payload: await payload.evaluate(message) }) } } }
 * ```
 *
 * `create` gets it compiled: see {@link TypedValueOf}. `check` and the like get what is saved, `{ type, value }`. A
 * value that its type cannot read (no JSON, no expression, no number) is found by `millrace check`.
 */
export function typedValue<const Choice extends ValueType | OwnValueType>(options: {
  /** The types a user may choose from, the first being the editor's first. */
  types: readonly Choice[]
  /** The value where the flow has none; the first type and an empty text where not given. */
  default?: { readonly type: NoInfer<TypeName<Choice>>; readonly value: unknown }
  description: string
  /** The field that the type is saved in; the field's own name with `Type` after it where not given. */
  typeField?: string
  /** A flow in which the value is empty is refused. */
  needed?: boolean
}): TypedValueField<TypeName<Choice>> {
  const { types, description, typeField, needed = false } = options
  const first = types[0] as ValueType | OwnValueType
  const firstType = (typeof first === 'string' ? first : first.type) as TypeName<Choice>
  const fallback = options.default ?? { type: firstType, value: '' }
  return {
    description,
    default: fallback,
    typedValue: { types, ...(typeField === undefined ? {} : { typeField }) },
    needed,
    [fieldKind]: new TypedValueKind(types, fallback, needed, typeField),
  }
}

/** A typed value as it is saved. */
interface SavedValue {
  readonly type: string
  readonly value: unknown
}

class TypedValueKind implements KindOfField {
  constructor(
    private readonly types: ReadonlyArray<ValueType | OwnValueType>,
    private readonly fallback: SavedValue,
    private readonly needed: boolean,
    private readonly typeField: string | undefined,
  ) {}

  siblings(name: string): string[] {
    return [typeFieldOf(name, this.typeField)]
  }

  settle(name: string, saved: Readonly<Record<string, unknown>>): { type: unknown; value: unknown } {
    const { type, value: content } = this.fallback
    const pair = readPair(saved, name, typeFieldOf(name, this.typeField), { type, content })
    const isUnset = pair.content === '' && pair.type === type && neverEmpty.has(type)
    return { type: pair.type, value: isUnset ? content : pair.content }
  }

  check(name: string, settled: unknown): FieldFault[] {
    const { type, value } = settled as SavedValue
    const choice = this.types.find((each) => nameOf(each) === type)
    if (choice === undefined) {
      const field = typeFieldOf(name, this.typeField)
      const message = describeWrongType(field, type, this.types.map(nameOf))
      return [{ field, isUnset: false, message }]
    }
    const isEmpty = value === '' && mustBeWritten(choice)
    if (isEmpty && this.needed) return [{ field: name, isUnset: true, message: '' }]
    const fault = findFault(value, type)
    return fault === undefined ? [] : [{ field: name, isUnset: false, message: `"${name}": ${fault}` }]
  }

  bind(settled: unknown, scope: ValueScope): TypedValueOf {
    const { type, value } = settled as SavedValue
    return { ...compileTypedValue(value, type, scope), type, value }
  }
}

/** Types of which an empty text is no value. */
const neverEmpty: ReadonlySet<string> = new Set(['msg', 'flow', 'global', 'jsonata'])

const nameOf = (choice: ValueType | OwnValueType): string =>
  typeof choice === 'string' ? choice : choice.type

/** Dates have a default of their own, and some types have no value at all. */
function mustBeWritten(choice: ValueType | OwnValueType): boolean {
  return typeof choice === 'string' ? choice !== 'date' : choice.hasValue !== false
}

function findFault(value: unknown, type: string): string | undefined {
  if (type === 'num' && Number.isNaN(Number(value))) return `${JSON.stringify(value)} is no number.`
  return checkTypedValue(value, type)
}

/** What a value of a type can be. What comes from messages, context, variables and expressions can be anything. */
interface ResultOf {
  str: string
  num: number
  bool: boolean
  bin: Buffer
  re: RegExp
}

/** A typed value that is ready: compiled once, evaluated for each message. */
export interface TypedValueOf<Type extends string = string> {
  readonly type: Type
  /** As it was saved. */
  readonly value: unknown
  /** Whether `evaluate` may give a promise: expressions, context, dates with a format of their own. */
  readonly isAsync: boolean
  /**
   * The value for a message, or a promise of it.
   *
   * @throws MillraceError BAD_TYPED_VALUE or BAD_PROPERTY, or the promise rejects with it
   */
  evaluate(message?: Message): Type extends keyof ResultOf ? ResultOf[Type] : unknown
}
