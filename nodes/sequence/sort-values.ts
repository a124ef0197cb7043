export interface SortOrder {
  readonly isDescending: boolean
  /** Compare by number, not as the values are. */
  readonly asNumbers: boolean
}

/**
 * Sorts by keys that were read before, one for each item; equal ones keep their order. What is undefined, or no
 * number where numbers are compared, comes last.
 */
export function sortByKeys<Item>(
  items: readonly Item[],
  keys: readonly unknown[],
  { isDescending, asNumbers }: SortOrder,
): Item[] {
  const direction = isDescending ? -1 : 1
  const entries = items.map((item, index) => ({ item, key: asNumbers ? toNumber(keys[index]) : keys[index] }))
  entries.sort((a, b) => compareKeys(a.key, b.key, direction))
  return entries.map(({ item }) => item)
}

function toNumber(key: unknown): number | undefined {
  const number = Number(key)
  return Number.isNaN(number) ? undefined : number
}

function compareKeys(a: unknown, b: unknown, direction: number): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  const [left, right] = [a as number, b as number]
  if (left > right) return direction
  return left < right ? -direction : 0
}
