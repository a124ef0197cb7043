export type { ContextStore } from './context/store.js'
export { checkFlow, createRuntime } from './create-runtime.js'
export {
  type AnyNodeType,
  type Behaviour,
  type ConfigNodeField,
  type ConfigOf,
  type ConfigProblem,
  type ConfigSchema,
  type CredentialFields,
  type CredentialsOf,
  configNode,
  type DebugOutput,
  defineNode,
  type EditorLook,
  type InstanceOf,
  type NodeType,
  type Observes,
  type OwnValueType,
  type PeerInfo,
  type Peers,
  type PropertyField,
  type PropertyOf,
  type PropertySchema,
  property,
  type RunningNode,
  type SavedConfigOf,
  type Status,
  type TypedValueField,
  type TypedValueOf,
  typedValue,
  type ValueType,
} from './define-node.js'
export { errorCodes, FlowRefusedError, MillraceError, type Problem } from './errors.js'
export type { HttpAnswer, HttpDoor, HttpResponse, RouteOptions } from './http/door.js'
export { type InstallReport, installMissing } from './install-missing.js'
export type { Definition, FlowFile } from './load/flow-file.js'
export { type ReadFlowOptions, readFlow } from './load/read-flow.js'
export type { LogEntry, LogLevel } from './log.js'
export { cloneMessage } from './message/clone.js'
export { type HeldMessage, holdMessage, readMessageLimit } from './message/held-message.js'
export { generateId } from './message/ids.js'
export type { Message, OutputSend, Send, Sendable } from './message/message.js'
export type { MessagePlace, Place } from './message/place.js'
export { compileProperty, type Property } from './message/property.js'
export { checkTypedValue, compileTypedValue, type TypedValue } from './message/typed-value.js'
export type { ValueScope } from './message/value-scope.js'
export type { NodeHelp } from './node-help.js'
export type {
  CheckReport,
  DeployReport,
  FlowSource,
  LoadOptions,
  Runtime,
  RuntimeOptions,
  StopReport,
} from './options.js'
export type { HostGrants, HostNeed } from './process/host-grants.js'
