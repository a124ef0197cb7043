export {
  type AnyNodeType,
  type Behaviour,
  type ConfigSchema,
  configNode,
  defineNode,
  type InstanceOf,
  type NodeType,
  type RunningNode,
  type Status,
} from './define-node.js'
export { errorCodes, FlowRefusedError, MillraceError, type Problem } from './errors.js'
export { type InstallReport, installMissing } from './install-missing.js'
export type { Definition, FlowFile } from './load/flow-file.js'
export { type ReadFlowOptions, readFlow } from './load/read-flow.js'
export type { LogEntry, LogLevel } from './log.js'
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
