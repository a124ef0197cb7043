import { isObject } from './flow-entries.js'
import type { Definition } from './flow-file.js'

const wholeReference = /^(?:\$\{([^}]+)\}|\$\(([^)]+)\))$/

/** The environment variable that a text stands for: `${NAME}` or `$(NAME)`, and nothing else in it. */
export function variableOf(value: unknown): string | undefined {
  const match = typeof value === 'string' ? wholeReference.exec(value) : null
  return match?.[1] ?? match?.[2]
}

/** The names that tabs, groups, subflows and their instances define: which of them a node sees is not asked here. */
export function definedVariables(definitions: readonly Definition[]): Set<string> {
  const names = new Set<string>()
  for (const { raw } of definitions) {
    if (!Array.isArray(raw.env)) continue
    for (const entry of raw.env) if (isObject(entry) && typeof entry.name === 'string') names.add(entry.name)
  }
  return names
}

/** Whether Node-RED's own variables (`NR_FLOW_ID`), the process or the flow may give the name a value. */
export function mayBeSet(
  name: string,
  defined: ReadonlySet<string>,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const bare = name.replace(/^(?:\$parent\.)+/, '')
  return bare.startsWith('NR_') || defined.has(bare) || env[bare] !== undefined
}
