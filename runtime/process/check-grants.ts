import { relative, resolve, sep } from 'node:path'
import type { Graph, NodePlan } from '../build/graph.js'
import type { Problem } from '../errors.js'
import type { HostGrants, HostNeed } from './host-grants.js'

export interface GrantSurroundings {
  /** As the user named the flow. */
  readonly file: string
  readonly cwd: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** A problem for each node of a flow that needs what is not granted. */
export function findUngranted(graph: Graph, grants: HostGrants, around: GrantSurroundings): Problem[] {
  return graph.plans.flatMap((plan) => {
    const needs = plan.nodeType.needs?.(plan.config) ?? []
    const refusal = needs.map((need) => missingGrant(need, grants, around)).find((each) => each !== undefined)
    return refusal === undefined ? [] : [ungranted(plan, refusal, around.file)]
  })
}

interface Refusal {
  message: string
  remedy: string
}

function missingGrant(need: HostNeed, grants: HostGrants, around: GrantSurroundings): Refusal | undefined {
  if (need.power === 'exec') {
    return grants.exec === true
      ? undefined
      : { message: 'It starts programs.', remedy: 'Grant that with --allow-exec, or take the node out.' }
  }
  // What users' code is given is for the settings to say, at every level.
  if (need.power === 'code') return undefined
  const folders = (grants.files ?? []).map((folder) => resolve(around.cwd, folder))
  if (folders.length === 0) {
    const message = 'It reads or writes files.'
    return { message, remedy: 'Grant a folder with --allow-files <folder>, or take the node out.' }
  }
  if (need.path === undefined || need.path === '') return undefined
  const { fileWorkingDirectory } = around.settings
  const start = typeof fileWorkingDirectory === 'string' ? fileWorkingDirectory : ''
  const path = resolve(around.cwd, start, need.path)
  if (folders.some((folder) => isInside(folder, path))) return undefined
  const message = `Its file "${need.path}" lies outside of the folders that are granted.`
  return { message, remedy: 'Grant its folder with --allow-files <folder>, or name another file.' }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path
}

function ungranted(
  { definition, type, name }: NodePlan,
  { message, remedy }: Refusal,
  file: string,
): Problem {
  return {
    code: 'NOT_GRANTED',
    severity: 'error',
    message: `${message} A flow in a process of its own may not, unless it is granted.`,
    remedy,
    file,
    line: definition.line,
    column: definition.column,
    node: { id: definition.id, type, name },
  }
}

/** The problem of a module of node types that is not granted; nothing of it was loaded. */
export function ungrantedModule(source: string): Problem {
  return {
    code: 'NOT_GRANTED',
    severity: 'error',
    message: `${source} holds node types that are not built in, and it is not granted to the flow's process.`,
    remedy: `Grant it with --allow-package ${source}, or do without.`,
    file: source,
    line: 0,
    column: 0,
  }
}
