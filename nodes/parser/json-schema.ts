import { createRequire } from 'node:module'
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { failed, reasonOf } from '../../runtime/message/failed.js'

/** What is wrong with a value, as ajv lists it and as one sentence. */
export interface SchemaFault {
  errors: ErrorObject[]
  text: string
}

/** Checks a value against the schema that came with it. */
export type CheckSchema = (value: unknown, schema: unknown) => SchemaFault | undefined

/** A flow that makes a schema for each message would else fill memory with compiled checks. */
const keptSchemas = 16

/** Checks by JSON Schema drafts 6 and 7; ajv is loaded with the first schema. A schema is compiled once, by its text. */
export function createSchemaCheck(): CheckSchema {
  const compiled = new Map<string, { ajv: Ajv; validate: ValidateFunction }>()
  return (value, schema) => {
    const text = JSON.stringify(schema)
    const known = compiled.get(text) ?? compileSchema(schema)
    // The one used last is kept longest.
    compiled.delete(text)
    compiled.set(text, known)
    if (compiled.size > keptSchemas) compiled.delete(compiled.keys().next().value as string)
    const { ajv, validate } = known
    if (validate(value)) return undefined
    const errors = validate.errors ?? []
    return { errors, text: ajv.errorsText(errors) }
  }
}

/**
 * An ajv for each schema: two schemas of the same `$id` could not be in one. It is loaded at once, not by import(),
 * so that a message with a schema does not fall behind one without.
 */
function compileSchema(schema: unknown) {
  const require = createRequire(import.meta.url)
  const { Ajv } = require('ajv') as typeof import('ajv')
  const ajv = new Ajv({ allErrors: true, logger: false })
  ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json') as object)
  try {
    return { ajv, validate: ajv.compile(schema as object) }
  } catch (error) {
    throw failed(`msg.schema is no JSON Schema of draft 6 or 7: ${reasonOf(error)}`, error)
  }
}
