import { ForeignValue } from '../message/foreign.js'
import { createScopeData, type ScopeData } from './scope-data.js'

/** A scope as it is written to its file, in Node-RED's form: indented by four. */
export interface ScopeText {
  text: string
  /** Keys were left out because they refer to what they are in. */
  hadCycles: boolean
}

/** @throws whatever a value's own `toJSON` throws */
export function formatScope(data: ScopeData): ScopeText {
  let hadCycles = false
  const ancestors: unknown[] = []
  const replace = function (this: unknown, _key: string, kept: unknown): unknown {
    const value = kept instanceof ForeignValue ? kept.read([]) : kept
    if (typeof value === 'bigint') return String(value)
    if (typeof value !== 'object' || value === null) return value
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop()
    if (ancestors.includes(value)) {
      hadCycles = true
      return undefined
    }
    ancestors.push(value)
    return value
  }
  const text = JSON.stringify(data, replace, 4)
  return { text, hadCycles }
}

/**
 * Reads what {@link formatScope} or Node-RED wrote. An empty file is an empty scope.
 *
 * @throws SyntaxError where it is no JSON object
 */
export function parseScope(text: string): ScopeData {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  if (trimmed === '') return createScopeData()
  const values = JSON.parse(trimmed)
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new SyntaxError('it holds no JSON object')
  }
  return createScopeData(values)
}
