import type { Observes } from '../../runtime/define-node.js'

/** The field of catch, status and complete nodes that says which nodes they watch. */
export const scopeField = {
  type: ['array', 'string', 'null'],
  items: { type: 'string' },
  default: null,
  description:
    'Which nodes to watch: null for all of the same tab, "group" for those of the same group, or a list of ids.',
} as const

/** A saved scope as the runtime takes it. */
export function readScope(scope: readonly string[] | string | null): Observes['scope'] {
  if (Array.isArray(scope)) return scope
  return scope === 'group' ? 'group' : 'all'
}

/** As `readScope`, without the nodes wired to the outputs: watching those would feed their events back to them. */
export function readScopeWithoutWired(
  scope: readonly string[] | string | null,
  wires: ReadonlyArray<readonly string[]>,
): Observes['scope'] {
  const read = readScope(scope)
  if (typeof read === 'string') return read
  const wired = new Set(wires.flat())
  return read.filter((id) => !wired.has(id))
}
