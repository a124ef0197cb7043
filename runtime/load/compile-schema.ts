import { createRequire } from 'node:module'
import type { Ajv as AjvClass, Options } from 'ajv'
import { fingerprint, type ReadyCheck } from './ready-check.js'

/** One way in which a value does not match its schema: what ajv reports, less what only ajv needs. */
export interface SchemaFault {
  /** The word of JSON Schema that is not met, such as `required`. */
  keyword: string
  /** JSON pointer into the value. */
  instancePath: string
  /** JSON pointer into the schema, up to the keyword. */
  schemaPath: string
  params: Record<string, unknown>
  message?: string
}

/** Every fault of a value; none where it matches. */
export type SchemaCheck = (value: unknown) => SchemaFault[]

/** Makes the check of a schema. `name` says whose schema it is, for a compiler that has some of them ready made. */
export type SchemaCompiler = (schema: object, name: string) => SchemaCheck

/** How every schema is compiled, here and when checks are written ahead of time. */
export const schemaOptions: Options = {
  allErrors: true,
  strict: false,
  validateFormats: false,
  // Checking schemas against JSON Schema's own costs more than all else; a wrong one fails to compile anyhow.
  validateSchema: false,
  meta: false,
  logger: false,
}

/**
 * A compiler that loads ajv when the first schema comes: loading takes longer than the rest of the start. Checks of
 * the same schema object are made once.
 */
export function createSchemaCompiler(): SchemaCompiler {
  const made = new WeakMap<object, SchemaCheck>()
  let ajv: AjvClass | undefined
  return (schema) => {
    const known = made.get(schema)
    if (known) return known
    ajv ??= loadAjv()
    const isValid = ajv.compile(schema)
    const check: SchemaCheck = (value) => (isValid(value) ? [] : (isValid.errors as SchemaFault[]))
    made.set(schema, check)
    return check
  }
}

/**
 * Puts checks that were written ahead of time before a compiler: they only tell what matches from what does not, and
 * the compiler tells what is wrong. Nearly every start has nothing wrong, so it never loads ajv (start).
 */
export function preferReadyChecks(
  ready: Readonly<Record<string, ReadyCheck>>,
  compiler: SchemaCompiler,
): SchemaCompiler {
  return (schema, name) => {
    const known = Object.hasOwn(ready, name) ? ready[name] : undefined
    if (known === undefined || known.schema !== fingerprint(schema)) return compiler(schema, name)
    let check: SchemaCheck | undefined
    return (value) => {
      if (known.isValid(value)) return []
      check ??= compiler(schema, name)
      return check(value)
    }
  }
}

function loadAjv(): AjvClass {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv')
  return new Ajv(schemaOptions)
}
