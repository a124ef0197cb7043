import { createRequire } from 'node:module'
import type { Ajv } from 'ajv'
import { kindOf } from '../fields/field-kind.js'

/** What is wrong with a node type: the rest of a sentence that starts with its file's name, and the way out. */
export interface Fault {
  message: string
  remedy: string
}

type Fields = Record<string, unknown>

/** What each optional field must be; checked by `typeof`, or by a claim. */
const optionalFields: Record<string, { is: (value: unknown) => boolean; expected: string }> = {
  category: { is: isText, expected: 'a text' },
  isConfig: { is: isBoolean, expected: 'true or false' },
  hasInput: { is: isBoolean, expected: 'true or false' },
  readsOnly: { is: isBoolean, expected: 'true or false' },
  outputs: {
    is: (value) => isCount(value) || isFunction(value) || areNames(value),
    expected: 'a whole number, a list of names or a function',
  },
  editor: { is: isObject, expected: 'an object with color, icon, label and align' },
  credentials: { is: isObject, expected: 'an object with an entry for each secret' },
  help: { is: isHelp, expected: 'an object with details, reads, sets, outputs and example' },
  upgrade: { is: isFunction, expected: 'a function' },
  check: { is: isFunction, expected: 'a function' },
  routes: { is: isFunction, expected: 'a function' },
  wires: { is: isFunction, expected: 'a function' },
  needs: { is: isFunction, expected: 'a function' },
  observes: { is: isFunction, expected: 'a function' },
}

/** Finds everything that keeps a value from being a node type. */
export function checkNodeType(value: unknown): Fault[] {
  if (!isObject(value)) {
    return [
      { message: `exports ${describe(value)} as a node type.`, remedy: 'Export what defineNode returns.' },
    ]
  }
  if (!isText(value.type) || value.type === '') {
    const message = `has a node type whose "type" is ${describe(value.type)}.`
    return [{ message, remedy: 'Set it to the type that nodes in flow files have.' }]
  }
  const wrong = (field: string, expected: string): Fault => ({
    message: `gives the node type "${value.type}", whose "${field}" is ${describe(value[field])}.`,
    remedy: `Set it to ${expected}.`,
  })
  const faults: Fault[] = []
  if (!isText(value.summary)) faults.push(wrong('summary', 'a sentence that says what the node does'))
  if (!isFunction(value.create)) faults.push(wrong('create', 'the function that makes a node'))
  for (const [field, { is, expected }] of Object.entries(optionalFields)) {
    if (value[field] !== undefined && !is(value[field])) faults.push(wrong(field, expected))
  }
  return [...faults, ...checkSchema(value.config, value.type)]
}

function checkSchema(schema: unknown, type: string): Fault[] {
  const whose = `gives the node type "${type}", whose "config"`
  if (!isObject(schema) || schema.type !== 'object' || !isObject(schema.properties)) {
    const remedy = "At its least it is { type: 'object', properties: {} }."
    return [{ message: `${whose} is not a JSON Schema of an object with properties.`, remedy }]
  }
  const ajv = createAjv()
  if (!ajv.validateSchema(schema)) {
    const message = `${whose} is not a valid JSON Schema: ${ajv.errorsText(ajv.errors, { dataVar: 'config' })}.`
    return [{ message, remedy: 'Write it as JSON Schema, draft 7.' }]
  }
  try {
    ajv.compile(schema)
  } catch (cause) {
    const message = `${whose} cannot be compiled: ${(cause as Error).message}.`
    return [{ message, remedy: 'Mend the schema.' }]
  }
  return Object.entries(schema.properties).flatMap(([field, property]) =>
    checkDefault(field, property, whose, ajv),
  )
}

function checkDefault(field: string, property: unknown, whose: string, ajv: Ajv): Fault[] {
  if (!isObject(property) || property.default === undefined) return []
  const reason = kindOf(property) ? findKindFault(field, property) : findFault(property, ajv)
  if (reason === undefined) return []
  const message = `${whose} gives the field "${field}" a default that its own schema refuses: ${reason}.`
  return [{ message, remedy: 'Change the default or the schema.' }]
}

function findFault(property: Fields, ajv: Ajv): string | undefined {
  return ajv.validate(property, property.default) ? undefined : ajv.errorsText(ajv.errors, { dataVar: 'it' })
}

/** A default that is not there yet is what many fields of a kind have. */
function findKindFault(field: string, property: Fields): string | undefined {
  if (isEmpty(property.default)) return undefined
  return kindOf(property)?.check(field, property.default)[0]?.message.replace(/\.$/, '')
}

function isEmpty(pair: unknown): boolean {
  return isObject(pair) && (pair.value ?? pair.expression) === ''
}

/** ajv takes longer to load than most flows to start; only node types of users come this way. */
function createAjv(): Ajv {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv')
  return new Ajv({ strict: false, allErrors: true })
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`
  if (Array.isArray(value)) return 'a list'
  if (value !== null && typeof value === 'object') return 'an object'
  return typeof value === 'function' ? 'a function' : `${value}`
}

function isHelp(value: unknown): boolean {
  if (!isObject(value)) return false
  const { details = '', reads = {}, sets = {}, outputs = [], example = [] } = value
  const areTexts = (values: unknown[]) => values.every(isText)
  return (
    isText(details) &&
    [reads, sets].every((names) => isObject(names) && areTexts(Object.values(names))) &&
    (isText(outputs) || (Array.isArray(outputs) && areTexts(outputs))) &&
    Array.isArray(example) &&
    example.every((entry) => isObject(entry) && isText(entry.id) && isText(entry.type))
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** Names of outputs, each once. */
function areNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((name) => isText(name) && name !== '') &&
    new Set(value).size === value.length
  )
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0
}

function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
