import { kindOf } from '../fields/field-kind.js'
import { siblingFields } from '../fields/sibling-fields.js'
import { choicesOf, isOfType, itemSchema, type JsonType, type SchemaNode, typesOf } from './schema-node.js'

type JsonObject = Record<string, unknown>

/**
 * Brings a saved value to the type that its schema asks for, as far as its text allows it, and fills defaults, at any
 * depth. This is the one place where text becomes a number or a boolean. What cannot be converted stays as it is and
 * is then refused by the schema. The value given is not changed, and shares nothing with the one returned.
 *
 * Not set, so that the default takes its place, are: a missing value; `null` where the schema does not allow it; an
 * empty text for a number, a boolean, an object or a list, or where the allowed values do not have it; and an empty
 * text for a text that has a default, unless the schema says `minLength: 0`.
 *
 * @returns `undefined` where the value is not set and has no default
 */
export function settleValue(saved: unknown, schema: SchemaNode): unknown {
  const value = isUnset(saved, schema) ? undefined : convert(saved, schema)
  if (value !== undefined) return settleParts(value, schema)
  if (schema.configNode !== undefined) return ''
  return schema.default === undefined ? undefined : settleParts(schema.default, schema)
}

function isUnset(value: unknown, schema: SchemaNode): boolean {
  if (value === undefined) return true
  if (schema.configNode !== undefined) return value === null || value === '' || value === '_ADD_'
  const types = typesOf(schema)
  const choices = choicesOf(schema)
  if (value === null) return choices ? !choices.includes(null) : types.length > 0 && !types.includes('null')
  if (typeof value !== 'string' || value.trim() !== '') return false
  if (choices) return !choices.includes(value)
  if (types.includes('string')) return value === '' && schema.default !== undefined && schema.minLength !== 0
  return types.length > 0
}

function convert(value: unknown, schema: SchemaNode): unknown {
  const choices = choicesOf(schema)
  if (choices && !choices.includes(value) && isScalar(value)) {
    const meant = choices.find((choice) => isScalar(choice) && String(choice) === String(value))
    if (meant !== undefined) return meant
  }
  const types = typesOf(schema)
  if (types.length === 0 || types.some((type) => isOfType(value, type))) return value
  for (const type of types) {
    const converted = convertTo(type, value)
    if (converted !== undefined) return converted
  }
  return value
}

function convertTo(type: JsonType, value: unknown): unknown {
  if (type === 'number' || type === 'integer') return typeof value === 'string' ? toNumber(value) : undefined
  if (type === 'boolean') return toBoolean(value)
  if (type === 'string' && isScalar(value)) return String(value)
  return undefined
}

function toNumber(text: string): number | undefined {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined
}

/** Old flows saved 0 and 1 for some switches (`noerr`). */
function toBoolean(value: unknown): boolean | undefined {
  const text = isScalar(value) ? String(value).trim().toLowerCase() : ''
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return undefined
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function settleParts(value: unknown, schema: SchemaNode): unknown {
  let settled = Array.isArray(value) ? settleList(value, schema) : settleObject(value, schema)
  for (const part of schema.allOf ?? []) settled = settleParts(settled, part)
  for (const branches of [schema.anyOf, schema.oneOf]) {
    const branch = branches && chooseBranch(settled, branches)
    if (branch) settled = settleParts(convert(settled, branch), branch)
  }
  return settled
}

function settleList(list: readonly unknown[], schema: SchemaNode): unknown[] {
  return list.map((item, index) => {
    const settled = settleValue(item, itemSchema(schema, index) ?? {})
    return settled === undefined ? item : settled
  })
}

function settleObject(value: unknown, schema: SchemaNode): unknown {
  if (!isOfType(value, 'object')) return value
  const { properties = {}, additionalProperties } = schema
  const rest = typeof additionalProperties === 'object' ? additionalProperties : {}
  // Spread keeps a property called __proto__ a property; assigning it would change the prototype.
  const settled: JsonObject = { ...(value as JsonObject) }
  const siblings = siblingFields(properties)
  for (const key of siblings) delete settled[key]
  for (const key in properties) if (!Object.hasOwn(settled, key)) settled[key] = undefined
  for (const key of Object.keys(settled)) {
    if (key === '__proto__' || siblings.has(key)) continue
    const kind = Object.hasOwn(properties, key) ? kindOf(properties[key]) : undefined
    if (kind !== undefined) {
      settled[key] = kind.settle(key, value as JsonObject)
      continue
    }
    const own = Object.hasOwn(settled, key) ? settled[key] : undefined
    const result = settleValue(own, Object.hasOwn(properties, key) ? properties[key]! : rest)
    if (result === undefined) delete settled[key]
    else settled[key] = result
  }
  return settled
}

/** The first form that the value has, else the first that its text can become. */
function chooseBranch(value: unknown, branches: readonly SchemaNode[]): SchemaNode | undefined {
  return (
    branches.find((branch) => hasForm(value, branch)) ??
    branches.find((branch) => hasForm(convert(value, branch), branch))
  )
}

function hasForm(value: unknown, schema: SchemaNode): boolean {
  const types = typesOf(schema)
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false
  const choices = choicesOf(schema)
  if (choices && !choices.includes(value)) return false
  if (!isOfType(value, 'object')) return true
  return Object.entries(schema.properties ?? {}).every(([key, property]) => {
    const allowed = choicesOf(property)
    const own = (value as JsonObject)[key]
    return !allowed || own === undefined || allowed.includes(convert(own, property))
  })
}
