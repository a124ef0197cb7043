import { describeProblem, type Problem } from '../errors.js'
import type { Definition } from '../load/flow-file.js'
import type { EnvironmentEntry } from './environment.js'
import type { UnsetSecret } from './find-unset-secrets.js'
import type { NodePlan } from './graph.js'

type Finding = Pick<Problem, 'code' | 'severity' | 'message' | 'remedy'>

/** Gathers what is wrong with a flow, each thing once however many instances of a subflow show it. */
export class ProblemList {
  private readonly problems = new Map<string, Problem>()

  constructor(
    private readonly file: string,
    initial: readonly Problem[],
  ) {
    for (const problem of initial) this.problems.set(describeProblem(problem), problem)
  }

  /** By line, then column; what concerns the whole file first. */
  sorted(): Problem[] {
    return [...this.problems.values()].sort((a, b) => a.line - b.line || a.column - b.column)
  }

  add({ id, type, name, line, column }: Definition, finding: Finding): void {
    const problem = { ...finding, file: this.file, line, column, node: { id, type, name } }
    this.problems.set(describeProblem(problem), problem)
  }

  error(definition: Definition, code: Problem['code'], message: string, remedy: string): void {
    this.add(definition, { code, severity: 'error', message, remedy })
  }

  configIssue(definition: Definition, { code, severity, message, remedy }: Finding): void {
    this.add(definition, { code, severity, message, remedy })
  }

  unknownType(definition: Definition, remedy: string): void {
    this.error(definition, 'UNKNOWN_NODE_TYPE', `No node type is called "${definition.type}".`, remedy)
  }

  unsetSecret(definition: Definition, { field, variable }: UnsetSecret): void {
    const message = `The secret "${field}" comes from the environment variable ${variable}, which is not set where the node stands.`
    const remedy = `Set ${variable} in the environment, or in the node's group, subflow instance or tab.`
    this.error(definition, 'BAD_CREDENTIALS', message, remedy)
  }

  unknownSubflow(definition: Definition): void {
    const message = `The subflow of this instance, "${definition.type}", is not in the flow.`
    this.error(definition, 'UNKNOWN_NODE_TYPE', message, 'Export the flow together with its subflows.')
  }

  subflowCycle(definition: Definition, ids: readonly string[]): void {
    const message = `The subflow contains itself: ${[...ids, ids[0]].join(' → ')}.`
    this.error(definition, 'SUBFLOW_CYCLE', message, 'Remove this instance from the subflow.')
  }

  configNodeCycle(nodes: readonly NodePlan[]): void {
    const [first] = nodes
    if (first === undefined) return
    const names = [...nodes, first].map(
      ({ id, type, name }) => `${type} ${name === '' ? id : `"${name}" (${id})`}`,
    )
    const message = `Config nodes refer to each other in a circle: ${names.join(' → ')}.`
    this.error(first.definition, 'CONFIG_NODE_CYCLE', message, 'Take one of these references away.')
  }

  badEnvironmentEntry(definition: Definition, entry: EnvironmentEntry, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.add(definition, {
      code: 'BAD_TYPED_VALUE',
      severity: 'warning',
      message: `The environment variable "${entry.name}" (${entry.type}) has no value: ${reason}`,
      remedy: 'Correct its value where it is defined; until then it is undefined.',
    })
  }
}
