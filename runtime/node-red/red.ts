import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Message } from '../message/message.js'

/** What a module for Node-RED is given: the parts of `RED` that an adapted node type uses. */
export interface Red {
  readonly nodes: {
    createNode(node: RedNode, definition: Definition): void
    registerType(
      type: string,
      NodeOfType: (this: RedNode, definition: Definition) => void,
      options?: { credentials?: Readonly<Record<string, { type: string }>> },
    ): void
    getNode(id: string): RedNode | null | undefined
    eachNode(callback: (definition: Definition) => void): void
  }
  readonly settings: Readonly<Record<string, unknown>>
  readonly httpNode?: { use(handler: RequestHandler): unknown }
  readonly comms?: { publish(topic: string, data: unknown, retain?: boolean): void }
  readonly util: {
    getSetting(node: RedNode, name: string): unknown
    cloneMessage(message: Message): Message
    encodeObject?(output: { msg: unknown }, options?: object): object
  }
}

/** An entry of a flow, as the constructor of a node gets it. */
export type Definition = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string }

/** As of Express and connect. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (problem?: unknown) => void,
) => void

/** What leaves by each output. */
export type RedMessages = Message | ReadonlyArray<Message | readonly Message[] | null> | null

/** A running node of Node-RED. */
export interface RedNode {
  readonly id: string
  readonly type: string
  readonly name?: string
  readonly z?: string
  readonly wires?: ReadonlyArray<readonly string[]>
  readonly credentials?: Readonly<Record<string, unknown>>
  on(event: 'input', listener: InputListener): unknown
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): unknown
  send(messages: RedMessages): void
  receive(message: Message): void
  _complete?(message: Message): void
  status(status: object): void
  error(error: unknown, message?: Message): void
  warn(text: unknown): void
  log(text: unknown): void
  debug(text: unknown): void
  trace(text: unknown): void
  context(): RedContext & { readonly flow: RedContext; readonly global: RedContext }
  /** What the `create` of an adapted node type returned. */
  [adaptedKey]?: Promise<object>
}

export type InputListener = (
  message: Message,
  send: (messages: RedMessages) => void,
  done: (error?: unknown) => void,
) => void

/** One scope of Node-RED's context. */
export interface RedContext {
  get(key: string, store: string | undefined, callback: (error: unknown, value?: unknown) => void): void
  get(key: string, store?: string): unknown
  set(key: string, value: unknown, store: string | undefined, callback: (error?: unknown) => void): void
  set(key: string, value: unknown, store?: string): void
  keys(store: string | undefined, callback: (error: unknown, keys?: string[]) => void): void
  keys(store?: string): string[]
}

/** One name for all copies of Millrace in a process: nodes of one package refer to config nodes of another. */
export const adaptedKey: unique symbol = Symbol.for('millrace.adapted-node')
