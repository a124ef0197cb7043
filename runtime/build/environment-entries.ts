import { compileTypedValue } from '../message/typed-value.js'
import type { EnvironmentEntry, ScopedEnvironment } from './environment.js'

const reference = /\$\{([^}]+)\}/g
const soleReference = /^\$\{([^}]+)\}$/

/**
 * Evaluates the entries of a scope and puts them into it. Those of type `env` come last: they may refer to the
 * others. An entry that names itself takes its value from the parent scope.
 *
 * @param credentials values of the entries of type `cred`, by name
 * @param onError told of an entry that cannot be evaluated; it is then undefined
 */
export async function evaluateEntries(
  scope: ScopedEnvironment,
  entries: readonly EnvironmentEntry[],
  credentials: Readonly<Record<string, unknown>>,
  onError: (entry: EnvironmentEntry, error: unknown) => void,
): Promise<void> {
  const values = new Map<string, unknown>()
  scope.setValues(values)
  for (const entry of entries) {
    if (entry.type === 'env') continue
    try {
      values.set(entry.name, await evaluateEntry(scope, entry, credentials))
    } catch (error) {
      values.set(entry.name, undefined)
      onError(entry, error)
    }
  }
  for (const entry of entries) {
    if (entry.type === 'env') values.set(entry.name, evaluateReference(scope, entry))
  }
}

function evaluateEntry(
  scope: ScopedEnvironment,
  { name, type, value }: EnvironmentEntry,
  credentials: Readonly<Record<string, unknown>>,
): unknown {
  if (type === 'bool') return value === true || value === 'true'
  if (type === 'cred') return Object.hasOwn(credentials, name) ? credentials[name] : value
  if (type === 'conf-type') {
    const match = typeof value === 'string' ? soleReference.exec(value) : null
    return match === null ? value : scope.get(`$parent.${match[1]}`)
  }
  if (type === 'str' || type === undefined) return value
  return compileTypedValue(value, type, { id: '', env: (variable) => scope.get(variable) }).evaluate()
}

function evaluateReference(scope: ScopedEnvironment, { name, value }: EnvironmentEntry): unknown {
  const text = String(value)
  if (text === name) return scope.get(`$parent.${name}`)
  const upwards = text.replaceAll(`\${${name}}`, `\${$parent.${name}}`)
  const sole = soleReference.exec(upwards)
  if (sole !== null) return scope.get(sole[1] as string) ?? ''
  if (!upwards.includes('${')) return scope.get(upwards) ?? ''
  return upwards.replace(reference, (_, variable: string) => String(scope.get(variable) ?? ''))
}
