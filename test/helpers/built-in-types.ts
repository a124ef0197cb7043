import { builtInNodeTypes } from '../../nodes/index.js'
import type { AnyNodeType } from '../../runtime/define-node.js'

export interface BuiltInType {
  name: string
  /** Relative to the project. */
  file: string
  type: AnyNodeType
}

/** Every node type that comes with Millrace. */
export function loadBuiltInTypes(): Promise<BuiltInType[]> {
  return Promise.all(
    Object.entries(builtInNodeTypes).map(async ([name, { file, load }]) => {
      const { default: type } = await load()
      return { name, file, type }
    }),
  )
}
