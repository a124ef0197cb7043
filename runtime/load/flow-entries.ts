import type { FlowShape } from './flow-file.js'
import { type JsonMember, locateMembers } from './json-places.js'
import type { PlaceAt } from './text-place.js'

/** JSON text that was parsed, and how its offsets become places in the file that the user sees. */
export interface FlowText {
  text: string
  value: unknown
  placeAt: PlaceAt
}

/** One entry of a flow, unchecked. */
export interface Entry {
  value: unknown
  /** Where it starts in its text. */
  offset: number
  /** How many names it has there. */
  names: number
  /** The tab or subflow that it is in, where the shape of the file says so and the entry need not. */
  z?: string
}

export interface Entries {
  shape: Exclude<FlowShape, 'page'>
  entries: Entry[]
  /** The secrets that stand beside the nodes, unchecked. */
  credentials?: { value: unknown; offset: number }
}

type JsonObject = Record<string, unknown>

/** Takes a flow out of whichever shape holds it; `undefined` where the JSON is none of them. */
export function unpackEntries({ text, value }: FlowText): Entries | undefined {
  if (Array.isArray(value)) return { shape: 'array', entries: listEntries(text, value, 0) }
  if (!isObject(value)) return undefined
  const members = membersByKey(text, 0)
  if (Array.isArray(value.flows)) {
    const entries = listEntries(text, value.flows, members.get('flows')!.valueOffset)
    return withCredentials({ shape: 'flows-rev', entries }, value, members)
  }
  if (!Array.isArray(value.nodes) && !Array.isArray(value.configs)) return undefined
  return withCredentials({ shape: 'single-flow', entries: unpackSingleFlow(text, value) }, value, members)
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listEntries(text: string, values: readonly unknown[], start: number, z?: string): Entry[] {
  return locateMembers(text, start).map(({ offset, names }, index) => {
    const entry: Entry = { value: values[index], offset, names }
    if (z !== undefined) entry.z = z
    return entry
  })
}

function withCredentials(found: Entries, value: JsonObject, members: Map<string, JsonMember>): Entries {
  const member = members.get('credentials')
  if (member) found.credentials = { value: value.credentials, offset: member.offset }
  return found
}

/** What the admin API gives for one flow: a tab with its nodes in it, or `global` with the subflows. */
function unpackSingleFlow(text: string, value: JsonObject): Entry[] {
  const {
    nodes: _nodes,
    configs: _configs,
    groups: _groups,
    subflows: _subflows,
    credentials: _secret,
    ...tab
  } = value
  if (value.id === 'global') return unpackLists(text, value, 0, '')
  const id = typeof value.id === 'string' && value.id !== '' ? value.id : 'flow'
  const start = text.indexOf('{')
  const entry = { value: { ...tab, id, type: 'tab' }, offset: start, names: 0 }
  return [entry, ...unpackLists(text, value, 0, id)]
}

function unpackLists(text: string, holder: JsonObject, start: number, z: string): Entry[] {
  const members = membersByKey(text, start)
  const entries: Entry[] = []
  for (const key of ['groups', 'nodes', 'configs']) {
    const values = holder[key]
    if (Array.isArray(values)) entries.push(...listEntries(text, values, members.get(key)!.valueOffset, z))
  }
  if (!Array.isArray(holder.subflows)) return entries
  for (const subflow of listEntries(text, holder.subflows, members.get('subflows')!.valueOffset, '')) {
    entries.push(...unpackSubflow(text, subflow))
  }
  return entries
}

function unpackSubflow(text: string, subflow: Entry): Entry[] {
  if (!isObject(subflow.value) || typeof subflow.value.id !== 'string') return [subflow]
  const { nodes: _nodes, configs: _configs, groups: _groups, ...alone } = subflow.value
  return [
    { ...subflow, value: alone, names: 0 },
    ...unpackLists(text, subflow.value, subflow.offset, subflow.value.id),
  ]
}

/** Of a name that is written twice the later counts, as for `JSON.parse`. */
function membersByKey(text: string, start: number): Map<string, JsonMember> {
  return new Map(locateMembers(text, start).map((member) => [member.key, member]))
}
