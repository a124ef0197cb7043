const longest = 60

/** A value as messages show it: short, on one line. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value !== 'string') return String(value)
  const shown = value.length > longest ? `${value.slice(0, longest)}…` : value
  return JSON.stringify(shown)
}
