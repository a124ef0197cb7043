import type { AnyNodeType } from '../define-node.js'

/** Whether something has the outline of what `defineNode` returns. */
export function isNodeType(value: unknown): value is AnyNodeType {
  if (typeof value !== 'object' || value === null) return false
  const { type, create } = value as { type?: unknown; create?: unknown }
  return typeof type === 'string' && typeof create === 'function'
}
