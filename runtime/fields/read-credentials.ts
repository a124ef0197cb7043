import type { AnyNodeType } from '../define-node.js'

/**
 * The secrets of a node as its type declares them: texts, also where a file has a number. What is no text and cannot
 * be one is left out. Types that declare none get all as they are.
 */
export function readCredentials(
  { credentials: fields }: AnyNodeType,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (fields === undefined) return { ...given }
  const texts = Object.entries(given).flatMap(([name, value]) => {
    if (!Object.hasOwn(fields, name) || typeof value === 'string') return [[name, value]]
    return typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : []
  })
  return Object.fromEntries(texts)
}
