import type { ConfigSchema } from '../define-node.js'
import type { ValueScope } from '../message/value-scope.js'
import { mapKinds } from './field-kind.js'
import { oncePerSchema } from './once-per-schema.js'

/**
 * Makes what `create` gets of a checked configuration: typed values and properties compiled, and in place of the ids
 * of config nodes what `instanceOf` gives for them.
 */
export function bindConfig(
  config: Readonly<Record<string, unknown>>,
  schema: ConfigSchema,
  scope: ValueScope,
  instanceOf: (field: string) => unknown,
): Record<string, unknown> {
  const bound = mapKinds(config, schema, (settled, kind) => kind.bind(settled, scope))
  const complete = { ...(bound as Record<string, unknown>) }
  for (const field of referenceFields(schema)) complete[field] = instanceOf(field)
  return complete
}

/** The fields that refer to config nodes. */
export function referenceFields({ properties }: ConfigSchema): readonly string[] {
  return referencesAmong(properties)
}

const referencesAmong = oncePerSchema((properties): readonly string[] =>
  Object.entries(properties).flatMap(([field, part]) => {
    return typeof part === 'object' && part !== null && 'configNode' in part ? [field] : []
  }),
)
