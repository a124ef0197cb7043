import { kindOf } from './field-kind.js'
import { oncePerSchema } from './once-per-schema.js'

/** The saved fields that belong to others of a schema's properties, whose values they become part of. */
export const siblingFields = oncePerSchema((properties): ReadonlySet<string> => {
  const fields = Object.entries(properties)
  return new Set(fields.flatMap(([name, property]) => kindOf(property)?.siblings(name) ?? []))
})
