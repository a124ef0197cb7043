import type { Definition } from '../load/flow-file.js'
import type { EnvironmentEntry } from './environment.js'

/** A flow file's entries, sorted by what they are. */
export interface FlowParts {
  tabs: Definition[]
  subflows: Map<string, Definition>
  groups: Definition[]
  /** Everything else, in file order, by the id of the tab or subflow that it is in. */
  nodes: Map<string, Definition[]>
  /** Entries of `global-config` nodes: variables of all flows. */
  globalEntries: Array<{ definition: Definition; entries: EnvironmentEntry[] }>
  /** Every id of the file, of disabled ones too. */
  ids: Map<string, Definition>
}

/** The prefix of the type of subflow instances. */
export const subflowPrefix = 'subflow:'

export function sortParts(definitions: readonly Definition[]): FlowParts {
  const parts: FlowParts = {
    tabs: [],
    subflows: new Map(),
    groups: [],
    nodes: new Map(),
    globalEntries: [],
    ids: new Map(),
  }
  for (const definition of definitions) {
    parts.ids.set(definition.id, definition)
    if (definition.type === 'tab') parts.tabs.push(definition)
    else if (definition.type === 'subflow') parts.subflows.set(definition.id, definition)
    else if (definition.type === 'group') parts.groups.push(definition)
    else addNode(parts, definition)
  }
  return parts
}

function addNode(parts: FlowParts, definition: Definition): void {
  if (definition.type === 'global-config') {
    parts.globalEntries.push({ definition, entries: entriesOf(definition.raw) })
  }
  const siblings = parts.nodes.get(definition.z)
  if (siblings === undefined) parts.nodes.set(definition.z, [definition])
  else siblings.push(definition)
}

/** The `env` list of a saved entry; anything malformed in it is left out. */
export function entriesOf(raw: Readonly<Record<string, unknown>>): EnvironmentEntry[] {
  if (!Array.isArray(raw.env)) return []
  return raw.env.flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return []
    const { name, type = 'str', value } = entry as Partial<EnvironmentEntry>
    return typeof name === 'string' ? [{ name, type, value }] : []
  })
}
