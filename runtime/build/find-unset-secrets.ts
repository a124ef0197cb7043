import { variableOf } from '../load/credential-variables.js'

/** A secret that is still the name of a variable, since nothing where its node stands gives that a value. */
export interface UnsetSecret {
  /** Where in the secrets it stands: `password`, `headers.key`. */
  field: string
  variable: string
}

/**
 * Finds the secrets of a node that no scope resolved. That a variable is set somewhere in the flow is not enough: the
 * node must see it.
 */
export function findUnsetSecrets(secrets: Readonly<Record<string, unknown>>, path = ''): UnsetSecret[] {
  return Object.entries(secrets).flatMap(([key, value]) => {
    const field = `${path}${key}`
    const variable = variableOf(value)
    if (variable !== undefined) return [{ field, variable }]
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isTable ? findUnsetSecrets(value as Record<string, unknown>, `${field}.`) : []
  })
}
