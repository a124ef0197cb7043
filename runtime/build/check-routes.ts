import { problemOfPath, routeKey } from '../http/route-path.js'
import type { NodePlan } from './graph.js'
import type { ProblemList } from './problem-list.js'

/** Reports paths that cannot be parsed, and nodes that serve the same method and path: only the first would ever be asked. */
export function checkRoutes(plans: readonly NodePlan[], problems: ProblemList): void {
  const taken = new Map<string, NodePlan>()
  for (const plan of plans) {
    for (const { method, path } of plan.nodeType.routes?.(plan.config) ?? []) {
      const reason = problemOfPath(path)
      if (reason !== undefined) {
        problems.error(plan.definition, 'BAD_ROUTE', reason, 'Write a path in the grammar of Express 4.')
        continue
      }
      const key = routeKey(method, path)
      const first = taken.get(key)
      if (first === undefined) taken.set(key, plan)
      else {
        const { line, column } = first.definition
        const message = `${method.toUpperCase()} ${path} is served already by node ${first.id} (line ${line}, column ${column}).`
        problems.error(
          plan.definition,
          'DUPLICATE_ROUTE',
          message,
          'Change the method or the path of one of them.',
        )
      }
    }
  }
}
