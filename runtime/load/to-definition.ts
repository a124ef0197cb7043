import { isObject } from './flow-entries.js'
import type { Definition, Place } from './flow-file.js'

/**
 * What a saved entry says of any node: the fields that all have, read as Node-RED reads them. Secrets are left out.
 *
 * @param z the tab or subflow that it is in, where the entry does not say
 * @returns `undefined` where the entry has no id or no type
 */
export function toDefinition(value: unknown, { line, column }: Place, z?: string): Definition | undefined {
  if (!isObject(value)) return undefined
  const { credentials: _secret, ...raw } = value
  if (typeof raw.id !== 'string' || raw.id === '' || typeof raw.type !== 'string' || raw.type === '')
    return undefined
  const definition: Definition = {
    id: raw.id,
    type: raw.type,
    z: typeof raw.z === 'string' ? raw.z : (z ?? ''),
    name: nameOf(raw),
    disabled: Boolean(raw.type === 'tab' ? raw.disabled : raw.d),
    wires: toWires(raw.wires),
    raw,
    line,
    column,
  }
  if (typeof raw.g === 'string' && raw.g !== '') definition.g = raw.g
  return definition
}

function nameOf({ name, label, type }: Record<string, unknown>): string {
  const text = type === 'tab' ? (label ?? name) : name
  return text === undefined || text === null ? '' : String(text)
}

function toWires(wires: unknown): string[][] {
  if (!Array.isArray(wires)) return []
  return wires.map((output: unknown) =>
    Array.isArray(output) ? output.filter((id): id is string => typeof id === 'string') : [],
  )
}
