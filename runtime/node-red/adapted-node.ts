import type { AnyNodeType, DebugOutput, RunningNode, Status } from '../define-node.js'
import { readCredentials } from '../fields/read-credentials.js'
import type { HttpDoor } from '../http/door.js'
import type { Message, OutputSend } from '../message/message.js'
import { outputNames } from '../message/named-outputs.js'
import { createSandbox } from '../sandbox/create-sandbox.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { adaptContext } from './adapted-context.js'
import type { AdaptedHttp } from './adapted-http.js'
import { adaptPeers } from './adapted-peers.js'
import { adaptSend } from './adapted-send.js'
import type { Definition, Red, RedNode } from './red.js'

/** A node of Node-RED as the code of a node type sees it. What costs something is made when it is first asked for. */
export class AdaptedNode implements RunningNode {
  readonly id: string
  readonly type: string
  readonly name: string
  readonly z: string
  readonly credentials: Readonly<Record<string, unknown>>
  readonly send: OutputSend
  readonly peers: RunningNode['peers']
  private stores: RunningNode['context'] | undefined
  private door: HttpDoor | undefined
  private madeSandbox: Sandbox | undefined

  constructor(
    private readonly red: Red,
    private readonly node: RedNode,
    nodeType: AnyNodeType,
    readonly definition: Definition,
    private readonly routes: AdaptedHttp,
  ) {
    this.id = node.id
    this.type = node.type
    this.name = node.name ?? ''
    this.z = node.z ?? ''
    this.credentials = readCredentials(nodeType, node.credentials ?? {})
    this.send = adaptSend((messages) => node.send(messages), outputNames(nodeType), red.util.cloneMessage)
    this.peers = adaptPeers(red)
  }

  get settings(): Readonly<Record<string, unknown>> {
    return this.red.settings
  }
  get wires(): ReadonlyArray<readonly string[]> {
    return this.node.wires ?? []
  }
  get http(): HttpDoor {
    this.door ??= this.routes.door(this.id)
    return this.door
  }
  get sandbox(): Sandbox {
    this.madeSandbox ??= createSandbox({ level: 'contained', settings: this.red.settings })
    return this.madeSandbox
  }
  get context(): RunningNode['context'] {
    if (this.stores === undefined) {
      const context = this.node.context()
      const { flow, global } = context
      this.stores = { node: adaptContext(context), flow: adaptContext(flow), global: adaptContext(global) }
    }
    return this.stores
  }

  env(name: string): unknown {
    return this.red.util.getSetting(this.node, name)
  }
  status(status: Status | string | number | boolean): void {
    this.node.status(typeof status === 'object' ? status : { text: String(status) })
  }
  error(error: unknown, message?: Message): void {
    this.node.error(error, message)
  }
  warn(text: unknown): void {
    this.node.warn(text)
  }
  log(text: unknown): void {
    this.node.log(text)
  }
  debug(text: unknown): void {
    this.node.debug(text)
  }
  trace(text: unknown): void {
    this.node.trace(text)
  }
  debugOutput({ property, value, message }: DebugOutput): void {
    const { id, name, z } = this
    const shown = { id, z, name, topic: message.topic, property, msg: value, _msgid: message._msgid }
    this.red.comms?.publish('debug', this.red.util.encodeObject?.(shown) ?? shown)
  }

  /** Gives back what it took of the process. */
  async free(): Promise<void> {
    this.routes.removeNode(this.id)
    await this.madeSandbox?.close()
  }
}
