export {
  type AnyNodeType,
  type Behaviour,
  type ConfigSchema,
  configNode,
  defineNode,
  type NodeType,
  type RunningNode,
} from './define-node.js'
export { errorCodes, FlowRefusedError, MillraceError, type Problem } from './errors.js'
export type { Message, Send } from './message/message.js'
export type {
  CheckReport,
  DeployReport,
  FlowSource,
  LoadOptions,
  Runtime,
  RuntimeOptions,
  StopReport,
} from './options.js'
export { checkFlow, createRuntime } from './runtime.js'
