import { cloneValue } from '../message/clone.js'

/** Environment variables as something in a flow sees them. `$parent.NAME` skips one scope. */
export interface Environment {
  get(name: string): unknown
}

/** One entry of the `env` list of a tab, group, subflow, subflow instance or global-config. */
export interface EnvironmentEntry {
  name: string
  type: string
  value: unknown
}

const parentPrefix = '$parent.'

/** The process's variables (or those given instead), less the settings' `envVarExcludes`. */
export function processEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  excludes: readonly string[] = [],
): Environment {
  return {
    get: (name) => {
      const key = name.startsWith(parentPrefix) ? name.slice(parentPrefix.length) : name
      return excludes.includes(key) ? undefined : variables[key]
    },
  }
}

/**
 * A scope: names that are always there (`NR_FLOW_ID`), its own entries, then its parent. Objects are cloned at each
 * reading, so that one node's change of a JSON variable does not reach the next.
 */
export class ScopedEnvironment implements Environment {
  private values: ReadonlyMap<string, unknown> = new Map()

  constructor(
    private readonly parent: Environment,
    private readonly fixed: Readonly<Record<string, string>> = {},
  ) {}

  /** Set once the entries are evaluated; they may refer to the scope itself, so that comes later. */
  setValues(values: ReadonlyMap<string, unknown>): void {
    this.values = values
  }

  get(name: string): unknown {
    if (Object.hasOwn(this.fixed, name)) return this.fixed[name]
    if (name.startsWith(parentPrefix)) return this.parent.get(name.slice(parentPrefix.length))
    if (!this.values.has(name)) return this.parent.get(name)
    const value = this.values.get(name)
    return cloneValue(value)
  }
}

const wholeReference = /^(?:\$\{([^}]+)\}|\$\(([^)]+)\))$/

/**
 * Replaces each text that is exactly `${NAME}` or `$(NAME)`, at any depth, by the variable's value. Unresolved ones
 * stay as they are. Gives the same object where nothing was replaced.
 */
export function substitute<Value>(value: Value, environment: Environment): Value {
  return substituteAny(value, environment) as Value
}

function substituteAny(value: unknown, environment: Environment): unknown {
  if (typeof value === 'string') {
    const match = value.charCodeAt(0) === 36 ? wholeReference.exec(value) : null
    if (match === null) return value
    return environment.get((match[1] ?? match[2]) as string) ?? value
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => substituteAny(item, environment))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  return substituteEntries(value as Record<string, unknown>, environment)
}

function substituteEntries(
  value: Record<string, unknown>,
  environment: Environment,
): Record<string, unknown> {
  let replaced: Record<string, unknown> | undefined
  for (const key of Object.keys(value)) {
    const entry = value[key]
    const result = substituteAny(entry, environment)
    if (result === entry) continue
    replaced ??= { ...value }
    replaced[key] = result
  }
  return replaced ?? value
}
