/** What is found out about a schema is kept with it: thousands of nodes share one, and it does not change. */
export function oncePerSchema<Found>(find: (schema: object) => Found): (schema: object) => Found {
  const known = new WeakMap<object, { found: Found }>()
  return (schema) => {
    let entry = known.get(schema)
    if (entry === undefined) {
      entry = { found: find(schema) }
      known.set(schema, entry)
    }
    return entry.found
  }
}
