// Written by `npm run nodes:index` from the files beside it: do not edit.
import type { AnyNodeType } from '../runtime/define-node.js'

/** A node type that comes with Millrace; its module is loaded only when a flow uses it. */
export interface BuiltInNodeType {
  readonly category: string
  readonly file: string
  load(): Promise<{ default: AnyNodeType }>
}

export const builtInNodeTypes: Readonly<Record<string, BuiltInNodeType>> = {}
