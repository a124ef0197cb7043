import { mapKinds } from '../fields/field-kind.js'
import type { ConfigIssue } from './check-config.js'
import { describeUnsetField } from './find-unset-fields.js'
import { type SchemaNode, schemaAt } from './schema-node.js'

/** What is wrong with the fields of a kind: typed values and property expressions, at any depth. */
export function findFieldFaults(config: unknown, schema: SchemaNode): ConfigIssue[] {
  const issues: ConfigIssue[] = []
  mapKinds(config, schema, (settled, kind, path, name) => {
    const part = schemaAt(schema, [...path.split(/[.[\]]+/).filter(isStep), name])
    const remedy = part?.description ?? 'Open the node in the editor, and correct it.'
    for (const { field, isUnset, message } of kind.check(name, settled)) {
      const property = `${path}${field}`
      if (isUnset) issues.push(describeUnsetField(property, part))
      else
        issues.push({
          code: 'BAD_CONFIG',
          severity: 'error',
          message: message.replace(`"${field}"`, `"${property}"`),
          remedy,
          property,
        })
    }
    return settled
  })
  return issues
}

const isStep = (step: string): boolean => step !== ''
