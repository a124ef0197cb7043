import type { AnyNodeType } from '../define-node.js'
import { describeProblem, MillraceError } from '../errors.js'
import { createModuleLoader } from '../palette/load-module.js'
import { readNodeSources } from '../palette/node-sources.js'

/**
 * The node types of a file, a folder or a package, by themselves.
 *
 * @throws MillraceError BAD_NODE_TYPE with all that is wrong with the modules
 */
export async function loadNodeTypes(entry: string, cwd: string): Promise<AnyNodeType[]> {
  const { sources, problems } = await readNodeSources({ nodes: [entry], cwd }, createModuleLoader())
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new MillraceError('BAD_NODE_TYPE', errors.map(describeProblem).join('\n'))
  const types = sources.flatMap((source) => [...source.types])
  if (types.length === 0) throw new MillraceError('BAD_NODE_TYPE', `${entry} gives no node type.`)
  return types
}
