import type { ConfigIssue } from './check-config.js'
import type { SchemaFault } from './compile-schema.js'
import { describeUnsetField } from './find-unset-fields.js'
import { findNearestName } from './nearest-name.js'
import { choicesOf, type SchemaNode, schemaAt, typesOf } from './schema-node.js'
import { showValue } from './show-value.js'
import { pointerKeys, valueAtPointer } from './value-at-pointer.js'

/** Where a fault is, and what may be said about it. */
interface Place {
  property: string
  schema: SchemaNode | undefined
  /** The value as messages show it. */
  shown: string
  value: unknown
}

/** Turns what ajv found into sentences, one for each property; secrets are not shown. */
export function describeConfigFaults(
  faults: readonly SchemaFault[],
  config: unknown,
  schema: SchemaNode,
  credentials: Readonly<Record<string, unknown>>,
): ConfigIssue[] {
  const described = new Map<string, ConfigIssue>()
  for (const fault of withoutBranches(faults)) {
    const issue = describeFault(fault, config, schema, credentials)
    if (!described.has(issue.property)) described.set(issue.property, issue)
  }
  return [...described.values()]
}

/** Of a value that has none of several forms, that is the fault, not what is wrong with it in each form. */
function withoutBranches(faults: readonly SchemaFault[]): SchemaFault[] {
  const choices = faults.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  return faults.filter(({ keyword, instancePath, schemaPath }) => {
    if (keyword === 'if') return false
    const isInside = (choice: SchemaFault) =>
      schemaPath.startsWith(`${choice.schemaPath}/`) && instancePath.startsWith(choice.instancePath)
    return !choices.some(isInside)
  })
}

function describeFault(
  fault: SchemaFault,
  config: unknown,
  root: SchemaNode,
  credentials: Readonly<Record<string, unknown>>,
): ConfigIssue {
  const keys = pointerKeys(fault.instancePath)
  if (fault.keyword === 'required') {
    const all = [...keys, String(fault.params.missingProperty)]
    return describeUnsetField(formatPath(all), schemaAt(root, all))
  }
  const value = valueAtPointer(config, fault.instancePath)
  const isSecret = keys.some((key) => Object.hasOwn(credentials, key) || secretNames.test(key))
  const place: Place = {
    property: formatPath(keys),
    schema: schemaAt(root, keys),
    shown: isSecret ? 'something else' : showValue(value),
    value: isSecret ? undefined : value,
  }
  const { message, remedy } = describeVariable(place) ?? describeKeyword(fault, place)
  return { code: 'BAD_CONFIG', severity: 'error', message, remedy, property: place.property }
}

const secretNames = /passw|passphrase|secret|token|credential|private|(?:api|access).?key/i

function formatPath(keys: readonly string[]): string {
  return keys.reduce((path, key) => {
    if (/^\d+$/.test(key)) return `${path}[${key}]`
    return path ? `${path}.${key}` : key
  }, '')
}

function describeVariable({ property, value }: Place): { message: string; remedy: string } | undefined {
  const name = typeof value === 'string' ? /^\$[{(]([^})]+)[)}]$/.exec(value)?.[1] : undefined
  if (!name) return undefined
  const message = `"${property}" comes from the environment variable ${name}, which is not set.`
  return { message, remedy: `Set ${name}, or name a file that sets it with --env-file.` }
}

function describeKeyword(fault: SchemaFault, place: Place): { message: string; remedy: string } {
  const { property, schema, shown, value } = place
  const subject = property ? `"${property}"` : 'The configuration'
  const help = schema?.description ?? 'Open the node in the editor, and correct it.'
  if (fault.keyword === 'enum' || fault.keyword === 'const') {
    const choices = (choicesOf(schema ?? {}) ?? allowedBy(fault)).map((choice) => JSON.stringify(choice))
    const nearest = typeof value === 'string' ? findNearestName(value, choices.map(unquote)) : undefined
    const message = `${subject} must be ${joinWords(choices)}, but is ${shown}.`
    return { message, remedy: nearest ? `Did you mean "${nearest}"?` : help }
  }
  if (fault.keyword === 'type') {
    const types = typesOf({ type: fault.params.type as string }).map(nameType)
    return { message: `${subject} must be ${joinWords(types)}, but is ${shown}.`, remedy: help }
  }
  if (fault.keyword === 'anyOf' || fault.keyword === 'oneOf') {
    return { message: `${subject} has none of the forms that it may have; it is ${shown}.`, remedy: help }
  }
  if (fault.keyword === 'additionalProperties') {
    const field = String(fault.params.additionalProperty)
    const nearest = findNearestName(field, Object.keys(schema?.properties ?? {}))
    const remedy = nearest ? `Did you mean "${nearest}"?` : 'Remove it.'
    return { message: `${subject} has a field "${field}" that is not known.`, remedy }
  }
  return { message: `${subject} ${describeLimit(fault)}, but is ${shown}.`, remedy: help }
}

function allowedBy({ params }: SchemaFault): readonly unknown[] {
  return Array.isArray(params.allowedValues) ? params.allowedValues : [params.allowedValue]
}

function describeLimit({ keyword, params, message }: SchemaFault): string {
  const limit = String(params.limit)
  const limits: Record<string, string> = {
    minimum: `must be at least ${limit}`,
    maximum: `must be at most ${limit}`,
    exclusiveMinimum: `must be more than ${limit}`,
    exclusiveMaximum: `must be less than ${limit}`,
    multipleOf: `must be a multiple of ${String(params.multipleOf)}`,
    minLength: `must have at least ${limit} characters`,
    maxLength: `must have at most ${limit} characters`,
    minItems: `must have at least ${limit} entries`,
    maxItems: `must have at most ${limit} entries`,
    pattern: `must have the form ${String(params.pattern)}`,
  }
  return limits[keyword] ?? message ?? 'is not as the schema says'
}

function nameType(type: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    array: 'a list',
  }
  return names[type] ?? type
}

function unquote(choice: string): string {
  return choice.replace(/^"|"$/g, '')
}

function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
