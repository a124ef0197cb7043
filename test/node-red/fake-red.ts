import { EventEmitter } from 'node:events'
import type { Message } from '../../runtime/message/message.js'
import type { Red, RedNode } from '../../runtime/node-red/red.js'

type Constructor = new (definition: object) => FakeNode

/** What a node of {@link FakeRed} did. */
export interface FakeNode extends RedNode {
  emit(event: string, ...parameters: unknown[]): boolean
  readonly done: string[]
  readonly sent: unknown[]
}

/** As much of Node-RED as an adapted node type meets. */
export class FakeRed {
  readonly nodes = new Map<string, FakeNode>()
  private readonly types = new Map<string, Constructor>()
  readonly red: Red

  constructor(settings: Readonly<Record<string, unknown>> = {}) {
    this.red = {
      settings,
      nodes: {
        createNode: (node, definition) => this.create(node as FakeNode, definition),
        registerType: (type, NodeOfType) => {
          Object.setPrototypeOf(NodeOfType.prototype, EventEmitter.prototype)
          this.types.set(type, NodeOfType as unknown as Constructor)
        },
        getNode: (id) => this.nodes.get(id),
        eachNode: (callback) => {
          for (const { id, type } of this.nodes.values()) callback({ id, type })
        },
      },
      util: {
        getSetting: (_node, name) => (name === 'NAME' ? 'of env' : undefined),
        cloneMessage: (message) => structuredClone(message),
      },
    }
  }

  make(definition: { id: string; type: string; [field: string]: unknown }): FakeNode {
    const NodeOfType = this.types.get(definition.type) as Constructor
    return new NodeOfType(definition)
  }

  /** Hands a message to a node; gives what `done` was called with. */
  receive(node: FakeNode, message: Message): Promise<unknown> {
    return new Promise((resolve) => {
      node.emit('input', message, (messages: unknown) => void node.sent.push(messages), resolve)
    })
  }

  close(node: FakeNode, removed = false): Promise<unknown> {
    return new Promise((resolve) => node.emit('close', removed, resolve as () => void))
  }

  private create(node: FakeNode, definition: object): void {
    EventEmitter.call(node as never)
    const done: string[] = []
    const note = (what: string) => (text: unknown) => void done.push(`${what} ${textOf(text)}`)
    Object.assign(node, definition, {
      done,
      sent: [],
      send: (messages: unknown) => void node.sent.push(messages),
      status: note('status'),
      error: note('error'),
      warn: note('warn'),
      log: note('log'),
    })
    this.nodes.set(node.id, node)
  }
}

const textOf = (value: unknown) =>
  value instanceof Error || typeof value === 'string' ? String(value) : JSON.stringify(value)
