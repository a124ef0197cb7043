/**
 * Whether a rule matches.
 *
 * @param value the property that the switch node looks at
 * @param first what the rule compares it with
 * @param second the other end of a range
 */
export type Operator = (value: unknown, first: unknown, second: unknown) => boolean

/** The rules that look at a value alone. Comparisons convert as JavaScript's operators do: saved values are texts. */
export const operators = {
  // biome-ignore lint/suspicious/noDoubleEquals: "5" and 5 are equal to a switch node
  eq: (value, first) => value == first,
  // biome-ignore lint/suspicious/noDoubleEquals: as above
  neq: (value, first) => value != first,
  lt: (value, first) => (value as number) < (first as number),
  lte: (value, first) => (value as number) <= (first as number),
  gt: (value, first) => (value as number) > (first as number),
  gte: (value, first) => (value as number) >= (first as number),
  btwn: (value, first, second) => isBetween(value, first, second) || isBetween(value, second, first),
  cont: (value, first) => `${value}`.includes(String(first)),
  true: (value) => value === true,
  false: (value) => value === false,
  null: (value) => value === undefined || value === null,
  nnull: (value) => value !== undefined && value !== null,
  empty: (value) => sizeOf(value) === 0,
  nempty: (value) => (sizeOf(value) ?? 0) > 0,
  hask: (value, first) =>
    value !== undefined && value !== null && typeof first !== 'object' && Object.hasOwn(value, String(first)),
} satisfies Record<string, Operator>

function isBetween(value: unknown, low: unknown, high: unknown): boolean {
  return (value as number) >= (low as number) && (value as number) <= (high as number)
}

/** Undefined for what cannot be empty: numbers, booleans, nothing. */
function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value) || Buffer.isBuffer(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

/** The types that a rule can ask for. */
export function isOfType(value: unknown, type: unknown): boolean {
  return typeTests[String(type)]?.(value) ?? false
}

const typeTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && !Number.isNaN(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  buffer: Buffer.isBuffer,
  object: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value),
  json: isJson,
  undefined: (value) => value === undefined,
  null: (value) => value === null,
}

function isJson(value: unknown): boolean {
  try {
    JSON.parse(value as string)
    return true
  } catch {
    return false
  }
}
