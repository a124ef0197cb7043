import type { ContextStore } from './context/store.js'
import type { ConfigOf, ConfigSchema, SavedConfigOf } from './fields/config-schema.js'
import type { HttpDoor } from './http/door.js'
import type { ForeignMessage, Guard } from './message/foreign.js'
import type { Message, OutputSend } from './message/message.js'
import type { NodeHelp } from './node-help.js'
import type { HostNeed } from './process/host-grants.js'
import type { Sandbox } from './sandbox/sandbox.js'

export { type ConfigNodeField, configNode, type InstanceOf } from './fields/config-node.js'
export type {
  ConfigOf,
  ConfigSchema,
  FieldKind,
  PropertySchema,
  SavedConfigOf,
} from './fields/config-schema.js'
export { type PropertyField, type PropertyOf, property } from './fields/property.js'
export {
  type OwnValueType,
  type TypedValueField,
  type TypedValueOf,
  typedValue,
  type ValueType,
} from './fields/typed-value.js'

/** A node's state as shown beside it: Node-RED's fill, shape and text. */
export interface Status {
  fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey' | (string & {})
  shape?: 'ring' | 'dot' | (string & {})
  text?: string
  [property: string]: unknown
}

/** Secrets that a node type keeps apart from its configuration, by field name. */
export type CredentialFields = Readonly<Record<string, { type: 'text' | 'password'; description: string }>>

/** What a node is given of its secrets: texts, where they are set. */
export type CredentialsOf<Fields> = string extends keyof Fields
  ? Readonly<Record<string, unknown>>
  : { readonly [Name in keyof Fields]: string | undefined }

/**
 * The running node, as its own code sees it: with the secrets that its type declares, and the names of its outputs.
 */
export interface RunningNode<
  Credentials = Readonly<Record<string, unknown>>,
  Output extends string = string,
> {
  readonly id: string
  readonly type: string
  /** Empty where the flow gives none. */
  readonly name: string
  /** The id of the tab, or of the subflow instance, that the node is in; empty for a global config node. */
  readonly z: string
  /** Secrets of this node by field name. Never in `config`, never to be logged. */
  readonly credentials: Credentials
  /** Settings of the runtime that nodes may read, such as `nodeMessageBufferMaxLength`. */
  readonly settings: Readonly<Record<string, unknown>>
  /** The ids that each output is wired to. */
  readonly wires: ReadonlyArray<readonly string[]>
  /** The flow's own entry for this node as it was saved, before coercion and defaults. Read-only. */
  readonly definition: Readonly<Record<string, unknown>>
  /** Sends a message that this node originates (a timer fired, data arrived). In `input`, use the `send` given there. */
  readonly send: OutputSend<Output>
  /** Shows a state beside the node and hands it to status nodes; `{}` or `''` clears it. */
  status(status: Status | string | number | boolean): void
  /** Reports an error; with a message it goes to catch nodes, else to the log alone. */
  error(error: unknown, message?: Message): void
  warn(text: unknown): void
  log(text: unknown): void
  debug(text: unknown): void
  trace(text: unknown): void
  /** Environment variable as this node sees it: its group, subflow instance, tab, then the process. */
  env(name: string): unknown
  readonly context: {
    readonly node: ContextStore
    readonly flow: ContextStore
    readonly global: ContextStore
  }
  /** Hands a value to whoever watches the debug output (the log, the admin application). */
  debugOutput(output: DebugOutput): void
  /** Where this node serves HTTP requests. */
  readonly http: HttpDoor
  /** Where text written by users becomes functions. */
  readonly sandbox: Sandbox
  /** The other nodes of the flow. */
  readonly peers: Peers
}

export interface DebugOutput {
  /** The property shown, such as `payload`; empty for the complete message or an expression's result. */
  property: string
  value: unknown
  message: Message
}

/** How a node reaches other nodes than by its wires. */
export interface Peers {
  /** Puts a message before a node's input. False when no such node runs. */
  deliver(id: string, message: Message): boolean
  /**
   * Tells complete nodes that a node has finished with a message, as it is now. For nodes with
   * {@link Behaviour.completesItself}.
   */
  complete(id: string, message: Message | ForeignMessage): void
  /** Shows a state beside another node, as if it had set it itself. */
  setStatus(id: string, status: Status): void
  /** The running nodes that satisfy a test, in flow-file order. */
  find(test: (node: PeerInfo) => boolean): PeerInfo[]
  /** The running node of an id. */
  get(id: string): PeerInfo | undefined
  /**
   * Hands a message to the {@link Behaviour.answer} of a node that waits for it: no delivery of its own, the message
   * that the node holds goes on. False when no such node runs or it takes no answers.
   */
  answer(id: string, ticket: string, message: Message): boolean
}

export interface PeerInfo {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly z: string
  /** It stands inside a subflow instance, so `z` is that instance's id. */
  readonly inSubflow: boolean
}

/**
 * What a node does once it runs.
 *
 * `input` gets each message: returning means done, throwing means failed (the error goes to catch nodes), and a
 * promise means later. `close` frees what `create` and `input` took; `removed` tells a node that is gone from one
 * that is about to start again.
 */
export interface Behaviour<Output extends string = string> {
  /**
   * What every object has. Without a member that must be there, TypeScript would refuse a `create` that returns none
   * of those below, as that of a config node may.
   */
  toString(): string
  input?(message: Message, send: OutputSend<Output>): void | PromiseLike<void>
  close?(removed: boolean): void | Promise<void>
  /**
   * How many of the messages that the node has not finished with wait for further messages, and for nothing else: a
   * sequence that is not complete. A stop does not wait for them once nothing else is under way.
   */
  waiting?(): number
  /**
   * Turns what the node shows on or off while it runs, as people ask for through the admin application
   * (`POST /debug/:id/enable`).
   */
  setActive?(isActive: boolean): void
  /** Takes the answer to what this node sent elsewhere under a ticket of its own; see {@link Peers.answer}. */
  answer?(ticket: string, message: Message): void
  /** Complete nodes are told by {@link Peers.complete} alone: that `input` has settled tells them nothing. */
  readonly completesItself?: boolean
  /** For nodes that run users' code: `input` is called inside this guard, in batches. */
  readonly guard?: Guard
  /** Messages of this realm are handed to `input` as they are, as `ForeignMessage`s. */
  readonly realm?: object
  /**
   * Brings a host's message into the realm before `input` gets it, so that catch and complete nodes are told of the
   * message as the node left it, and not as it came.
   */
  adopt?(message: Message): ForeignMessage
}

/** Which events of other nodes a node type is told about, as its configuration says. */
export interface Observes {
  event: 'error' | 'status' | 'complete'
  /** Ids of the nodes watched; `group`: those of the node's own group; `all`: those of its tab. */
  scope: readonly string[] | 'all' | 'group'
  /** For errors: only those that no other catch node took. */
  uncaughtOnly?: boolean
}

/** A node type: see the fields. Made with {@link defineNode}. */
export interface NodeType<
  Schema extends ConfigSchema = ConfigSchema,
  Made extends object = object,
  Credentials extends CredentialFields = CredentialFields,
  Output extends string = string,
> {
  /** The `type` of nodes in a flow file. */
  type: string
  /** What it does, in one sentence. */
  summary: string
  /** Group in `millrace nodes`; the folder's name where not given. */
  category?: string
  /** A config node: others refer to it by id; it has no wires. */
  isConfig?: boolean
  /**
   * The outputs: how many, or their names, from the first; or how many by configuration. None where not given. With
   * names, `send.to('name', message)` sends by one of them.
   */
  outputs?: number | readonly Output[] | OutputsByConfig<SavedConfigOf<Schema>>
  /** Whether the editor draws an input. Default: true unless `isConfig`. */
  hasInput?: boolean
  config: Schema
  /** Secrets that the node keeps apart from its configuration. */
  credentials?: Credentials
  /** The rest of its page in `millrace nodes`. */
  help?: NodeHelp
  /** Brings an old saved form of the configuration to the present one, before the schema is checked. Pure. */
  upgrade?(saved: Readonly<Record<string, unknown>>): Record<string, unknown>
  /** What the schema cannot say: problems of a configuration, found without starting anything. Pure. */
  check?(config: SavedConfigOf<Schema>, node: { id: string; name: string }): ConfigProblem[]
  /** The HTTP endpoints that a configuration asks for, so that two nodes on the same one are found before the start. */
  routes?(config: SavedConfigOf<Schema>): Array<{ method: string; path: string }>
  /** Wires beside those drawn, to nodes named in the configuration: one list of ids for each output. */
  wires?(config: SavedConfigOf<Schema>): string[][]
  /** The other end of `wires`: ids of nodes whose first output leads here, named in the configuration of this one. */
  wiredFrom?(config: SavedConfigOf<Schema>): string[]
  /** `wires` is what the node's outputs are wired to: watching those would make a loop. */
  observes?(config: SavedConfigOf<Schema>, wires: ReadonlyArray<readonly string[]>): Observes
  /** What of the host a configuration needs: a flow in a process of its own is refused where that is not granted. */
  needs?(config: SavedConfigOf<Schema>): HostNeed[]
  /** Messages are only read by this type, so it may be handed one that other readers hold too. */
  readsOnly?: boolean
  /** The type is a subflow: nodes of it are replaced by the subflow's nodes, and `create` is never called. */
  subflow?: SubflowModule
  /** How Node-RED's editor draws it, where the type is used there as well. */
  editor?: EditorLook
  create(
    config: ConfigOf<Schema>,
    node: RunningNode<CredentialsOf<Credentials>, Output>,
  ): Made | Promise<Made>
}

/** A method, so that tables can hold node types of any configuration. */
type OutputsByConfig<Config> = { count(config: Config): number }['count']

/** The look of a node type in Node-RED's editor. */
export interface EditorLook {
  /** A CSS colour. */
  color?: string
  /** A file in the package's `icons` folder, or one of Font Awesome 4, such as `font-awesome/fa-bolt`. */
  icon?: string
  /** The name in the palette; the type where not given. */
  label?: string
  /** The side that the icon is on. Default: left. */
  align?: 'left' | 'right'
}

/** A subflow that is published as a node type: the entry of the subflow, and those of the nodes in it. */
export interface SubflowModule {
  readonly definition: Readonly<Record<string, unknown>>
  readonly nodes: ReadonlyArray<Readonly<Record<string, unknown>>>
}

export interface ConfigProblem {
  code?: 'BAD_CONFIG' | 'MISSING_FIELD' | 'BAD_ROUTE' | 'BAD_FUNCTION'
  /** `error` where not given. A warning does not keep the flow from running. */
  severity?: 'error' | 'warning'
  message: string
  remedy: string
}

/** A node type whatever its schema: what tables of node types hold. */
export type AnyNodeType = NodeType

/**
 * Defines a node type. Returns its argument; it exists to carry the types of schema, secrets and outputs into
 * `create`.
 *
 * @see README, "Add node types"
 */
export function defineNode<
  const Schema extends ConfigSchema,
  Made extends Behaviour<Output>,
  const Credentials extends CredentialFields = Readonly<Record<never, never>>,
  const Output extends string = never,
>(type: NodeType<Schema, Made, Credentials, Output>): NodeType<Schema, Made, Credentials, Output> {
  return type
}
