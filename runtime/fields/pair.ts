/** What the editor saves for a value with a type: two fields beside each other. */
export interface Pair<Type> {
  type: Type
  content: unknown
}

/** The field that the type is saved in. */
export function typeFieldOf(name: string, typeField: string | undefined): string {
  return typeField ?? `${name}Type`
}

/**
 * Reads a pair. Without a type the first that may be is meant, or the default's; without both it is the default. An
 * empty text counts as not set, unless a type says how to read it.
 */
export function readPair<Type>(
  saved: Readonly<Record<string, unknown>>,
  name: string,
  typeField: string,
  fallback: Pair<Type>,
): Pair<unknown> {
  const content = own(saved, name)
  const type = own(saved, typeField)
  const hasType = type !== undefined && type !== null && type !== ''
  const hasContent = content !== undefined && content !== null && (hasType || content !== '')
  if (!hasType && !hasContent) return fallback
  if (!hasType) return { type: fallback.type, content }
  if (hasContent) return { type, content }
  return { type, content: type === fallback.type && content === undefined ? fallback.content : '' }
}

function own(saved: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(saved, name) ? saved[name] : undefined
}

/** What is wrong with a type that is none of those allowed. */
export function describeWrongType(typeField: string, type: unknown, allowed: readonly string[]): string {
  const quoted = allowed.map((name) => JSON.stringify(name))
  const list = quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : quoted.join('')
  return `"${typeField}" must be ${list}, but is ${JSON.stringify(type)}.`
}
