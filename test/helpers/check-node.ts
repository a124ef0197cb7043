import type { AnyNodeType } from '../../runtime/define-node.js'
import { type ConfigIssue, compileConfigCheck } from '../../runtime/load/check-config.js'

/** What is wrong with a configuration as it is saved. */
export function checkNode(type: AnyNodeType, config: object): ConfigIssue[] {
  return compileConfigCheck(type)({ id: 'node', type: type.type, ...config }).issues
}
