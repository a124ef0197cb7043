import type { Graph } from '../build/graph.js'
import type { Problem } from '../errors.js'
import type { FlowFile } from '../load/flow-file.js'
import type { LoadOptions } from '../options.js'
import { findUngranted, ungrantedModule } from './check-grants.js'
import { type InstalledBy, nameUngranted } from './grant-packages.js'

/** The modules of node types among the options that are granted. */
export function grantedNodes({ nodes = [], grants }: LoadOptions): NonNullable<LoadOptions['nodes']> {
  return nodes.filter((entry) => typeof entry !== 'string' || grants?.packages?.includes(entry))
}

/** The problems of a flow in a process of its own: those that it has anyway, and what it needs and is not granted. */
export function withUngranted(
  { flowFile, graph, problems }: { flowFile: FlowFile; graph: Graph; problems: readonly Problem[] },
  options: LoadOptions & { installedBy?: InstalledBy },
  around: { cwd: string; settings: Readonly<Record<string, unknown>> },
): Problem[] {
  const { nodes = [], grants = {}, installedBy = {} } = options
  const refused = nodes.filter((entry) => typeof entry === 'string' && !grants.packages?.includes(entry))
  return [
    ...refused.map((entry) => ungrantedModule(String(entry))),
    ...nameUngranted(problems, flowFile, installedBy),
    ...findUngranted(graph, grants, { file: flowFile.file, ...around }),
  ]
}
