import type { NodePlan } from '../build/graph.js'
import type { Problem } from '../errors.js'
import { allowsModules, grantedGlobals, type Settings } from './grants.js'

/**
 * What the settings give the functions of a flow of the host, as a warning for each function; where one asks for
 * modules that are not granted, an error. In `trusted` all reach the host anyway.
 */
export function findHostAccess(
  plans: readonly NodePlan[],
  { file, settings, isTrusted }: { file: string; settings: Settings; isTrusted: boolean },
): Problem[] {
  let granted: ReadonlySet<string> | undefined
  return plans.flatMap((plan) => {
    const need = plan.nodeType.needs?.(plan.config).find(({ power }) => power === 'code')
    if (need?.power !== 'code') return []
    if (need.modules.length > 0 && !allowsModules(settings, isTrusted)) {
      return [refuseModules(plan, need.modules, file)]
    }
    if (isTrusted) return []
    granted ??= new Set(grantedGlobals(settings))
    const given = [...need.modules, ...new Set(need.globals.filter((name) => granted?.has(name)))]
    return given.length === 0 ? [] : [tellAccess(plan, given, file)]
  })
}

function refuseModules(plan: NodePlan, modules: readonly string[], file: string): Problem {
  return {
    ...placeOf(plan, file),
    code: 'BAD_FUNCTION',
    severity: 'error',
    message: `It asks for ${listNames(modules)}: modules reach the host, and the settings do not allow them.`,
    remedy: 'Allow them with functionExternalModules: true in the settings, or take them out of the node.',
  }
}

function tellAccess(plan: NodePlan, given: readonly string[], file: string): Problem {
  return {
    ...placeOf(plan, file),
    code: 'HOST_ACCESS',
    severity: 'warning',
    message: `The settings give it ${listNames(given)}: by way of that the function can reach the host.`,
    remedy: 'Grant that only to flows whose functions you trust.',
  }
}

function placeOf(
  { definition, type, name }: NodePlan,
  file: string,
): Pick<Problem, 'file' | 'line' | 'column' | 'node'> {
  return { file, line: definition.line, column: definition.column, node: { id: definition.id, type, name } }
}

const listNames = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
